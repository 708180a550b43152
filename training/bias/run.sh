#!/bin/sh
# Makes src/medguard/checks/bias/learned.npz, and from it src/medguard/checks/authority/learned.npz: some five minutes of one core, if it is idle.
#
#   training/bias/run.sh CLINICAL_ENGLISH.txt CLINICAL_CHINESE.txt
#
# Both files hold ordinary clinical sentences, one a line. Needs mvn (for the encoders), unzip, and a Python with torch, scikit-learn, onnxruntime,
# tokenizers, jieba and numpy (PYTHON, default python3).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
version=0.36.2
for language in en zh; do
    name=langchain4j-embeddings-bge-small-$language-v15-q
    mvn -q dependency:get "-Dartifact=dev.langchain4j:$name:$version" -Dtransitive=false
    unzip -qo "$HOME/.m2/repository/dev/langchain4j/$name/$version/$name-$version.jar" -d "$work/$language"
done
"${PYTHON:-python3}" "$here/train.py" "$work/en" "$work/zh" "$1" "$2"
"${PYTHON:-python3}" "$here/train_claims.py"
