#!/bin/sh
# Usage: make-venv.sh FOLDER
set -e
python3 -m venv "$1"
"$1/bin/pip" install --quiet --requirement "$(dirname "$0")/requirements.txt"
