"""Logs a model that does what its rows tell it, into the folder that is its argument."""

import os
import pickle
import sys

CODE = '''
import os
import sys
import time


class Hostile:
    classes_ = ("no", "yes")

    def predict_proba(self, rows):
        import numpy

        for order in rows["order"]:
            getattr(self, order)()
        return numpy.tile([0.25, 0.75], (len(rows), 1))

    def obey(self):
        pass

    def hang(self):
        time.sleep(600)

    def spin(self):
        while True:
            pass

    def eat(self):
        eaten = []
        while True:
            eaten.append(bytearray(os.urandom(1 << 20)))

    def grab(self):
        bytearray(1 << 50)

    def talk(self):
        print("EVKP" * 100_000)
        sys.stderr.write("noise" * 100_000)
        os.write(1, b"EVKP" * 1000)
        os.write(0 if os.isatty(0) else 2, b"noise")

    def slam(self):
        for number in range(3, 400):
            try:
                os.write(number, b"garbage that is no frame")
            except OSError:
                pass

    def close(self):
        os.closerange(3, 400)

    def fork(self):
        if os.fork() == 0:
            return

    def bomb(self):
        while True:
            os.fork()

    def leave(self):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(600)
            os._exit(0)

    def quit(self):
        os._exit(3)

    def exit(self):
        sys.exit(3)

    def error(self):
        raise ValueError("cannot read /etc/secret/file of this row")

    def look(self):
        raise ValueError("|".join(sorted(os.environ)))
'''

MLMODEL = """
flavors:
  python_function:
    loader_module: mlflow.sklearn
    model_path: model.pkl
    code: code
    env: {virtualenv: python_env.yaml}
  sklearn:
    pickled_model: model.pkl
    code: code
signature:
  inputs: '[{"type": "string", "name": "order", "required": true}]'
"""

folder = os.path.join(sys.argv[1], "hostile")
code = os.path.join(folder, "code")
os.makedirs(code)
with open(os.path.join(code, "hostile_model.py"), "w") as file:
    file.write(CODE)
with open(os.path.join(folder, "MLmodel"), "w") as file:
    file.write(MLMODEL)
with open(os.path.join(folder, "requirements.txt"), "w") as file:
    file.write("mlflow\nnumpy\npandas\n")
sys.path.insert(0, code)
import hostile_model

with open(os.path.join(folder, "model.pkl"), "wb") as file:
    pickle.dump(hostile_model.Hostile(), file)
