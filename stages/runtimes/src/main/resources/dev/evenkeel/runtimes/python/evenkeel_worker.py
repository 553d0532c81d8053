"""Answers for one model over one socket, until the socket closes.

A frame is `EVKP`, a byte for its kind, four bytes for its length (little-endian), then its content.
"""

import fcntl
import json
import os
import socket
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

MAGIC = b"EVKP"
HEADER = struct.Struct("<4sBI")
HELLO, READY, ROWS, ANSWERS, REFUSED, FAILED = range(1, 7)
FIRST_FREE = 100
OUT_OF_MEMORY = 70


class Connection:
    def __init__(self, path):
        plain = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        plain.connect(path)
        # Far from the numbers that a model prints to, and closed in whatever it starts.
        number = fcntl.fcntl(plain.fileno(), fcntl.F_DUPFD_CLOEXEC, FIRST_FREE)
        plain.close()
        self.socket = socket.socket(fileno=number)
        self.owner = os.getpid()
        os.register_at_fork(after_in_child=self.socket.close)

    def receive(self):
        magic, kind, length = HEADER.unpack(self.exactly(HEADER.size))
        if magic != MAGIC:
            raise ConnectionError("no frame of ours")
        return kind, self.exactly(length)

    def exactly(self, length):
        content = bytearray(length)
        view = memoryview(content)
        while view:
            read = self.socket.recv_into(view)
            if read == 0:
                os._exit(0)
            view = view[read:]
        return content

    def send(self, kind, content):
        # A fork of the model that came back from its call must not answer.
        if os.getpid() != self.owner:
            os._exit(0)
        self.socket.sendall(HEADER.pack(MAGIC, kind, len(content)) + content)


def rows_of(content):
    import numpy

    count, width = struct.unpack_from("<IH", content, 0)
    at = 6
    columns = {}
    for _ in range(width):
        kind, length = struct.unpack_from("<BH", content, at)
        at += 3
        name = content[at : at + length].decode("utf-8")
        at += length
        if kind == 0:
            # A copy, since a view of our bytes may be unaligned or read-only.
            columns[name] = numpy.frombuffer(content, "<f8", count, at).astype("float64")
            at += 8 * count
        else:
            texts = []
            for size in struct.unpack_from("<%di" % count, content, at):
                texts.append(size)
            at += 4 * count
            for row, size in enumerate(texts):
                if size < 0:
                    texts[row] = None
                else:
                    texts[row] = content[at : at + size].decode("utf-8")
                    at += size
            columns[name] = texts
    return count, columns


def refused(error):
    from evenkeel_model import told

    return told(error).encode("utf-8", "replace")


def main(path):
    connection = Connection(path)
    _, hello = connection.receive()
    facts = json.loads(bytes(hello))
    try:
        import evenkeel_model

        model = evenkeel_model.load(facts)
        connection.send(READY, json.dumps(model.described()).encode())
    except MemoryError:
        connection.send(FAILED, b"it needs more memory than it may take")
        os._exit(OUT_OF_MEMORY)
    except BaseException as error:
        connection.send(FAILED, refused(error))
        os._exit(1)
    while True:
        _, content = connection.receive()
        try:
            count, columns = rows_of(content)
            answers = model.predict(evenkeel_model.table(facts, count, columns))
            answers = answers.astype("<f8").tobytes()
        except MemoryError:
            connection.send(FAILED, b"it needs more memory than it may take")
            os._exit(OUT_OF_MEMORY)
        except BaseException as error:
            connection.send(REFUSED, refused(error))
        else:
            connection.send(ANSWERS, answers)


if __name__ == "__main__":
    main(sys.argv[1])
