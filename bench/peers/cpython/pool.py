"""CPython's multiprocessing.Pool.

    pool.py JOB WORKERS
"""

import multiprocessing
import sys

from told import serve


def increment(n):
    return n + 1


def map_each(pool, operations):
    pool.map(increment, [1] * operations, chunksize=1)


JOBS = {"map": map_each}


def main(job, workers):
    run = JOBS[job]
    with multiprocessing.Pool(int(workers)) as pool:
        run(pool, 10)
        serve(lambda operations: run(pool, operations))


if __name__ == "__main__":
    main(*sys.argv[1:])
