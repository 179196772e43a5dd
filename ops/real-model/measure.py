"""Measures what the stages of a watched run take, while it is watched.

    python ops/real-model/measure.py --data .plumbline --out FILE trainer=PID worker=PID

Samples, until the processes have ended: processor time and memory of those named, of the one that
holds the data directory (the stack) and of its registry; processor time and allocations of every
thread of the stack, what its memory is for if it runs with -XX:NativeMemoryTracking=summary, and the
size of each Flink job's state from Flink's REST interface. stages.py makes tables of it.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
THREAD = re.compile(
    r'^"(.*)" (?:#\d+ )?.*?os_prio=\d+ cpu=([\d.]+)ms elapsed=\S+'
    r"(?: allocated=(\d+)([BKMGT]))?.* nid=(\S+)",
    re.M)
UNITS = {"": 0, "B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def children(pid):
    """A process is the child of the thread that started it."""
    return [
        int(child)
        for of in Path(f"/proc/{pid}/task").glob("*/children")
        for child in of.read_text().split()]


def stat(pid):
    """Fields of /proc/PID/stat from the third on, or none if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None


def born(pid):
    """When a process started, which tells it from a later one with its number."""
    fields = stat(pid)
    return fields and fields[19]


def process(pid):
    """Seconds of processor time, and memory in bytes, of a process."""
    fields = stat(pid)
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    memory = {
        name: 1024 * int(status[name].split()[0]) for name in ("VmHWM", "VmRSS", "RssAnon", "RssFile")}
    return {"cpu": (int(fields[11]) + int(fields[12])) / TICKS, **memory}


def told(pid, *command):
    """What a Java process answers to a command of jcmd, without starting one for each."""
    path = f"/tmp/.java_pid{pid}"
    if not os.path.exists(path):
        subprocess.run(["jcmd", str(pid), "VM.version"], check=True, stdout=subprocess.DEVNULL)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        words = ["1", "jcmd", " ".join(command), "", ""]
        connection.sendall(b"".join(word.encode() + b"\0" for word in words))
        return b"".join(iter(lambda: connection.recv(1 << 16), b"")).decode()


def threads(pid):
    """Milliseconds of processor time and bytes allocated, by thread."""
    return {
        f"{name} {nid}": [float(cpu), int(number or 0) * UNITS[unit or ""]]
        for name, cpu, number, unit, nid in THREAD.findall(told(pid, "Thread.print", "-e"))
    }


def native(pid):
    """Committed bytes of the Java machine by what they are for, as far as it tracks them."""
    told_of = told(pid, "VM.native_memory", "summary", "scale=KB")
    return {
        name.strip(): 1024 * int(kib)
        for name, kib in re.findall(r"^-\s+(.+?) \(reserved=\d+KB, committed=(\d+)KB", told_of, re.M)}


def ask(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


def flink(pid):
    """Address of Flink's REST interface among the ports that the process listens at."""
    listening = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True, check=True).stdout
    for line in listening.splitlines():
        if f"pid={pid}," in line:
            url = f"http://127.0.0.1:{line.split()[3].rsplit(':', 1)[1]}"
            try:
                if "flink-version" in ask(f"{url}/overview"):
                    return url
            except (OSError, ValueError):
                pass
    return None


def states(url):
    """Bytes of the newest and the largest snapshot, and how many there were, by job."""
    found = {}
    for job in ask(f"{url}/jobs/overview")["jobs"]:
        of = ask(f"{url}/jobs/{job['jid']}/checkpoints")
        newest = of["latest"]["completed"]
        if newest:
            found[job["name"]] = {
                "newest": newest["state_size"],
                "largest": of["summary"]["state_size"]["max"],
                "snapshots": of["counts"]["completed"],
            }
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="data directory of the stack")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("processes", nargs="*", metavar="NAME=PID")
    arguments = parser.parse_args()
    pids = {name: int(pid) for name, pid in (p.split("=") for p in arguments.processes)}
    stack = json.loads((arguments.data / "stack.json").read_text())["pid"]
    pids = {"stack": stack, "registry": children(stack)[0], **pids}
    births = {pid: born(pid) for pid in pids.values()}
    rest = flink(stack)

    with open(arguments.out, "w") as file:
        while alive := {name: pid for name, pid in pids.items() if births[pid] and born(pid) == births[pid]}:
            sample = {"time": time.time(), "processes": {}}
            for name, pid in alive.items():
                try:
                    sample["processes"][name] = process(pid)
                except (OSError, KeyError, TypeError):
                    # It has ended since.
                    pass
            try:
                sample["threads"], sample["native"] = threads(stack), native(stack)
                sample["states"] = states(rest)
            except OSError:
                pass
            file.write(json.dumps(sample) + "\n")
            file.flush()
            time.sleep(arguments.seconds)


if __name__ == "__main__":
    main()
