"""How much resident memory a client takes in the process of CPython's multiprocessing.Manager, in bytes: it has a thread each.

    memory.py idle|waiting CLIENTS
"""

import multiprocessing
import subprocess
import sys
import threading
import time

from told import serve


def resident_bytes(pid):
    return 1024 * int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)]))


def connect(manager, is_waiting, count):
    """Makes so many clients, which are threads here and there. Gives what ends them."""
    here = threading.Barrier(count + 1)
    there = manager.Barrier(count + 1)

    def client():
        # The first call of a thread makes its connection.
        there.n_waiting
        here.wait()
        (there if is_waiting else here).wait()

    for _ in range(count):
        threading.Thread(target=client).start()
    here.wait()
    while is_waiting and there.n_waiting < count:
        time.sleep(0.001)
    return (there if is_waiting else here).wait


def main(kind, clients):
    with multiprocessing.Manager() as manager:
        # The only place where it tells.
        pid = manager._process.pid
        # What it grows by at first is not what one more takes.
        end_first = connect(manager, kind == "waiting", int(clients) // 10)
        before = resident_bytes(pid)
        end = connect(manager, kind == "waiting", int(clients))
        each = (resident_bytes(pid) - before) / int(clients)
        serve(lambda _: each)
        end_first()
        end()


if __name__ == "__main__":
    main(*sys.argv[1:])
