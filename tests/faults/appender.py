"""A process to be killed: appends numbered batches to a log and says on `said` what was acknowledged.

    python appender.py ROOT SAID BATCHES

Batches are numbered by what is there already, so that it can be killed and started again at will.
"""

import os
import sys
from pathlib import Path

from streams.embedded import EmbeddedLog
from streams.port import Message, Partition


def main(root: Path, said: Path, batches: int) -> None:
    log = EmbeddedLog(root, segment_bytes=20_000)
    log.create_topic("wires")
    source = log.source(["wires"])
    done = source.end_offset(Partition("wires", 0))
    with said.open("ab", buffering=0) as statement:
        while done < batches * 3:
            places = log.append([Message("wires", None, b"%d:" % (done + i) + b"x" * 300) for i in range(3)])
            done = places[-1][1] + 1
            os.write(statement.fileno(), b"%d\n" % done)
    log.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
