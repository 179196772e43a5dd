"""Keeps what the dashboard of a watched run says of it, with the attribution of every checkpoint.

    python ops/real-model/record.py --dashboard http://127.0.0.1:PORT --run run --checkpoints 5 --out FILE
"""

import argparse
import json
import os
import time
import urllib.error
import urllib.request


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dashboard", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--checkpoints", type=int, required=True, help="beside the base")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()

    # The dashboard shows the newest attribution only.
    attributions, arrivals = {}, {}
    while True:
        try:
            with urllib.request.urlopen(f"{arguments.dashboard}/api/runs/{arguments.run}") as answer:
                seen = json.load(answer)
        except urllib.error.HTTPError:
            seen = {"reports": [], "attribution": None}
        now = time.time()
        for report in seen["reports"]:
            if arrivals.setdefault(f"report {report['ordinal']}", now) == now:
                print(f"{time.strftime('%H:%M:%S')} report {report['ordinal']}", flush=True)
        if seen["attribution"]:
            ordinal = seen["attribution"]["ordinal"]
            attributions[ordinal] = seen["attribution"]
            if arrivals.setdefault(f"attribution {ordinal}", now) == now:
                print(f"{time.strftime('%H:%M:%S')} attribution {ordinal}", flush=True)
        # Others read it meanwhile.
        part = f"{arguments.out}.part"
        with open(part, "w") as file:
            json.dump({**seen, "attributions": attributions, "arrivals": arrivals}, file, indent=1)
        os.replace(part, arguments.out)
        if len(seen["reports"]) > arguments.checkpoints and arguments.checkpoints in attributions:
            return
        time.sleep(1)


if __name__ == "__main__":
    main()
