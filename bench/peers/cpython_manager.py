"""CPython's multiprocessing.Manager, and one process that calls it.

    cpython_manager.py JOB VALUE
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


def lock(manager, _value):
    shared = manager.Lock()

    def run(operations):
        for _ in range(operations):
            shared.acquire()
            shared.release()

    return run


JOBS = {"get": dict_get, "put": queue_put, "lock": lock}


def main(job, value):
    with multiprocessing.Manager() as manager:
        serve(JOBS[job](manager, value))


if __name__ == "__main__":
    main(*sys.argv[1:])
