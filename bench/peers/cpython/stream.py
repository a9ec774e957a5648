"""One process puts items into a queue of CPython's multiprocessing, and another takes them.

    stream.py manager|native ITEM
"""

import multiprocessing
import sys

from told import serve


def take(queue, orders):
    while True:
        operations = orders.recv()
        if operations is None:
            return
        for _ in range(operations):
            queue.get()
        orders.send("done")


def stream(queue, item):
    ours, theirs = multiprocessing.Pipe()
    consumer = multiprocessing.Process(target=take, args=(queue, theirs))
    consumer.start()

    def run(operations):
        ours.send(operations)
        for _ in range(operations):
            queue.put(item)
        ours.recv()

    serve(run)
    ours.send(None)
    consumer.join()


def main(kind, item):
    if kind == "native":
        stream(multiprocessing.Queue(), item)
        return
    with multiprocessing.Manager() as manager:
        stream(manager.Queue(), item)


if __name__ == "__main__":
    main(*sys.argv[1:])
