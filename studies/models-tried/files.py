"""What both makers of files share: jobs in processes of their own, what is noted of a file, and finite differences.

A job makes NAME.onnx, NAME.x.npy (a random input), NAME.g.npy (the right gradient) and, last, NAME.note.json, which says how they
were made. A job that fails leaves NAME.note.json with "failed": the exporter's own words. What has its NAME.note.json is not made again.
"""
import argparse
import json
import multiprocessing
import os
import pathlib
import re
import sys
import traceback

import numpy as np

SECONDS = 300


def last_words(error):
    """An exporter's message, short: the last line that says something."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", f"{type(error).__name__}: {error}")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[0] if len(lines) == 1 else f"{lines[0]} … {lines[-1]}")[:300]


def _child(folder, name, make):
    log = open(folder / f"{name}.log", "w")
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    try:
        make(folder, name)
    except BaseException as error:  # whatever an exporter does is an answer
        traceback.print_exc()
        (folder / f"{name}.note.json").write_text(json.dumps({"failed": last_words(error)}))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def run(jobs, doc):
    """Runs the jobs {name: make(folder, name)} that the command line names; all by default."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*", help="only files whose names begin so")
    parser.add_argument("--list", action="store_true", help="print the names")
    parser.add_argument("--again", action="store_true", help="make also what failed before")
    given = parser.parse_intermixed_args()
    wanted = [n for n in jobs if not given.names or any(n.startswith(p) for p in given.names)]
    if given.list:
        print("\n".join(wanted))
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    fork = multiprocessing.get_context("fork")
    for name in wanted:
        note = given.folder / f"{name}.note.json"
        if note.exists() and not (given.again and "failed" in json.loads(note.read_text())):
            continue
        process = fork.Process(target=_child, args=(given.folder, name, jobs[name]))
        process.start()
        process.join(SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
            note.write_text(json.dumps({"failed": f"took longer than {SECONDS} s"}))
        elif not note.exists():
            note.write_text(json.dumps({"failed": f"the exporter's process died with {process.exitcode}"}))
        said = json.loads(note.read_text())
        print(name, f"FAILED: {said['failed']}" if "failed" in said else said["reference"], flush=True)


def score(values, axis, unit):
    """A feature as faccent defines it: the mean of a unit over everything else."""
    index = [slice(None)] * values.ndim
    index[axis] = unit
    return values[tuple(index)].mean()


def session(path):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def slope(path, feature, feeds, wrt, gradient):
    """The feature's slope along its gradient as ONNX Runtime sees it on the file itself, as a share of the gradient's norm."""
    norm = np.linalg.norm(gradient)
    run_, slopes = session(path), []
    kinds = {i.name: "f2" if "float16" in i.type else "f8" if "double" in i.type else "f4" for i in run_.get_inputs()}
    point = feeds[wrt].astype("f8")
    for step in (0.05, 0.5):
        up, down = (
            score(
                run_.run(
                    [feature["layer"]],
                    {**feeds, wrt: (point + sign * step * gradient / norm).astype(kinds[wrt])},
                )[0].astype("f8"),
                feature["axis"],
                feature["unit"],
            )
            for sign in (1, -1)
        )
        slopes.append(float((up - down) / (2 * step * norm)))
    return min(slopes, key=lambda s: abs(s - 1))  # the larger step suffers from kinks, the smaller from rounding


def write(folder, name, note, x, gradient, others=None):
    """Writes the input, the gradient and the note; checks the gradient's slope on the file by finite differences."""
    import onnx

    onnx.checker.check_model(str(folder / f"{name}.onnx"))
    norm = float(np.linalg.norm(gradient))
    if not np.isfinite(norm) or norm == 0 or note.get("float32Error", 0) > 0.05:
        raise ValueError(f"its gradient says nothing: its norm is {norm}, float32's is off by {note.get('float32Error')}")
    others = others or {}
    np.save(folder / f"{name}.x.npy", x)
    np.save(folder / f"{name}.g.npy", gradient.astype("f4"))
    for key, value in others.items():
        np.save(folder / f"{name}.{key}.npy", value)
    try:
        feeds = {**others, note["input"]: x}
        note["slope"] = slope(folder / f"{name}.onnx", note["feature"], feeds, note["input"], gradient)
    except Exception as error:
        note["slope"] = None
        note["slopeFailed"] = last_words(error)
    note["others"] = sorted(others)
    note["shape"] = list(x.shape)
    (folder / f"{name}.note.json").write_text(json.dumps(note, indent=1))
