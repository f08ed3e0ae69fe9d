"""Runs DVC's command line for each line of JSON on standard input, {"cwd", "args"}, and answers {"code", "out", "err"}.

Each command is a process of its own, forked once DVC is loaded: to load it takes longer than most commands do.
"""

import json
import os
import sys
import tempfile

import dvc.cli
import dvc.repo
import dvc.repo.data
import dvc.repo.reproduce
import dvc.stage.run
from dvc.cli.parser import get_main_parser

get_main_parser()


def run(cwd, args, files):
    os.chdir(cwd)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(files[0].fileno(), 1)
    os.dup2(files[1].fileno(), 2)
    code = dvc.cli.main(args)
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def content(file):
    file.seek(0)
    return file.read().decode(errors="replace")


answers = os.dup(1)
for line in sys.stdin:
    request = json.loads(line)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = run(request["cwd"], request["args"], (out, err))
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        answer = {"code": os.waitstatus_to_exitcode(status), "out": content(out), "err": content(err)}
    os.write(answers, (json.dumps(answer) + "\n").encode())
