"""Timings of the library against R's metafor on the same rows, machine and run."""

import os

# Read when NumPy is imported, so they are set before any module here imports it; R gets them too.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
