#!/bin/sh
# Makes an S3 server and a DVC that speaks S3: make.sh FOLDER. Needs Go and Python.
set -eu
folder=${1:?usage: make.sh FOLDER}
mkdir -p "$folder/objects/bucket"
GOPATH="$folder/go" GOFLAGS=-modcacherw go install github.com/versity/versitygw/cmd/versitygw@v1.8.0
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "dvc[s3]==3.67.1"
echo "made $folder; start the server with:"
echo "ROOT_ACCESS_KEY=key ROOT_SECRET_KEY=secretsecret $folder/go/bin/versitygw --port 127.0.0.1:18900 --keep-alive --quiet posix $folder/objects"
