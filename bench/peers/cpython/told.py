"""What every Python program here does: told by JSON lines what to do, {"run": 1000} is answered by {"done": 1000}."""

import json
import sys


def say(reply):
    print(json.dumps(reply), flush=True)


def serve(run):
    """Does `run(operations)` whenever it is told to. What that returns, if anything, stands in the answer."""
    say({"ready": True})
    for line in sys.stdin:
        try:
            operations = json.loads(line)["run"]
            said = run(operations)
            say({"done": operations if said is None else said})
        except Exception as error:
            say({"failed": f"{type(error).__name__}: {error}"})
