"""What a measurement was made on, and how figures are printed."""

from __future__ import annotations

import os
import platform
import sys
from importlib import metadata
from pathlib import Path
from statistics import median, quantiles

PACKAGES = ("clingo", "lark", "pydantic", "pydantic_core", "typer")


def machine() -> str:
    """Processor, cores, Python and package versions, one line each."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        model = names[0] if names else model
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return f"{model}, {usable} cores\nPython {platform.python_version()} on {sys.platform}; {versions}"


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"


def spread(seconds: list[float]) -> str:
    """Median, 90th percentile and worst, in milliseconds."""
    tenth = quantiles(seconds, n=10)[-1] if len(seconds) > 1 else seconds[0]
    return f"median {1000 * median(seconds):.1f} ms, p90 {1000 * tenth:.1f} ms, worst {1000 * max(seconds):.1f} ms"
