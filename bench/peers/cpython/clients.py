"""CPython's multiprocessing.Manager, and many processes that each make one call at a time.

    clients.py PROCESSES VALUE
"""

import multiprocessing
import sys

from told import serve


def call(shared, orders):
    while True:
        operations = orders.recv()
        if operations is None:
            return
        for _ in range(operations):
            shared.get("key")
        orders.send("done")


def main(processes, value):
    with multiprocessing.Manager() as manager:
        shared = manager.dict({"key": value})
        ends = [multiprocessing.Pipe() for _ in range(int(processes))]
        clients = [multiprocessing.Process(target=call, args=(shared, theirs)) for _, theirs in ends]
        for client in clients:
            client.start()

        def run(operations):
            each = -(-operations // len(ends))
            for ours, _ in ends:
                ours.send(each)
            for ours, _ in ends:
                ours.recv()

        serve(run)
        for ours, _ in ends:
            ours.send(None)
        for client in clients:
            client.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
