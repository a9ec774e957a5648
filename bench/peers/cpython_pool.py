"""CPython's multiprocessing.Pool, told by JSON lines what to do: {"run": 1000} is answered by {"done": 1000}.

    cpython_pool.py JOB WORKERS
"""

import json
import multiprocessing
import sys


def increment(n):
    return n + 1


def map_each(pool, operations):
    pool.map(increment, [1] * operations, chunksize=1)


JOBS = {"map": map_each}


def say(reply):
    print(json.dumps(reply), flush=True)


def main(job, workers):
    run = JOBS[job]
    with multiprocessing.Pool(int(workers)) as pool:
        run(pool, 10)
        say({"ready": True})
        for line in sys.stdin:
            try:
                operations = json.loads(line)["run"]
                run(pool, operations)
                say({"done": operations})
            except Exception as error:
                say({"failed": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    main(*sys.argv[1:])
