#!/bin/sh
# Makes the peer's Python environment: make-venv.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?usage: make-venv.sh FOLDER}
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --requirement "$here/requirements.txt"
echo "made $folder"
