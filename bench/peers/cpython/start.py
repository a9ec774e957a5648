"""How long CPython's multiprocessing.Manager takes to start and to answer the first call, in milliseconds."""

import multiprocessing
import time

from told import serve


def start(_):
    began = time.perf_counter()
    manager = multiprocessing.Manager()
    manager.dict().get("key")
    milliseconds = 1000 * (time.perf_counter() - began)
    manager.shutdown()
    return milliseconds


if __name__ == "__main__":
    serve(start)
