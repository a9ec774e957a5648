"""CPython's multiprocessing.Manager, and one process that calls it.

    manager.py JOB [VALUE]
"""

import multiprocessing
import sys

from told import serve


def dict_get(manager, value):
    shared = manager.dict({"key": value})

    def run(operations):
        for _ in range(operations):
            shared.get("key")

    return run


def queue_put(manager, value):
    queue = manager.Queue()

    def run(operations):
        for _ in range(operations):
            queue.put(value)

    return run


def lock(manager, _):
    shared = manager.Lock()

    def run(operations):
        for _ in range(operations):
            shared.acquire()
            shared.release()

    return run


def carry(manager, size):
    queue = manager.Queue()
    value = bytes(int(size))

    def run(operations):
        for _ in range(operations):
            queue.put(value)
            queue.get()

    return run


def create(manager, _):
    def run(operations):
        for _ in range(operations):
            # The last reference goes when the name gets the next, and at the end of the run.
            queue = manager.Queue()
        del queue

    return run


JOBS = {"get": dict_get, "put": queue_put, "lock": lock, "carry": carry, "create": create}


def main(job, value=None):
    with multiprocessing.Manager() as manager:
        serve(JOBS[job](manager, value))


if __name__ == "__main__":
    main(*sys.argv[1:])
