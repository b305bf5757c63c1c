"""From a replayed input to numbered records: every line becomes a record, readable or not."""

from collections.abc import Iterable, Iterator
from queue import Queue
from threading import Thread

from interceptor.errors import Fault, MessageError
from interceptor.pipeline.reading import Numbered
from interceptor.pipeline.records import Incoming, read_line
from streams.errors import StreamError
from streams.replay import Item, Line, Oversize, Whole


def numbered(items: Iterable[Item], start: int = 0) -> Iterator[Numbered]:
    """Records with line numbers from 1 and offsets from `start`.

    The number of a line is its place in its own file; in a folder of message files it is the file's place.
    """
    for count, item in enumerate(items):
        line = item.number if isinstance(item, Line) or (isinstance(item, Oversize) and item.number) else count + 1
        yield _numbered(item, line, start + count)


def _numbered(item: Item, line: int, offset: int) -> Numbered:
    if isinstance(item, Whole):
        return Numbered(line, offset, Incoming(item.value))
    if isinstance(item, Oversize):
        fault = MessageError(Fault.TOO_LARGE, f"{item.size} bytes")
        return Numbered(line, offset, Incoming(b""), fault, item.size, item.digest)
    try:
        return Numbered(line, offset, read_line(item.value))
    except MessageError as error:
        return Numbered(line, offset, Incoming(item.value), error)


def batches(records: Iterable[Numbered], size: int, most_bytes: int | None = None) -> Iterator[list[Numbered]]:
    """Runs of up to `size` records, each ended by the record that brings it to `most_bytes` of message.

    When the input turns out damaged, what was good before it still comes.
    """
    source = iter(records)
    batch: list[Numbered] = []
    held = 0
    try:
        for record in source:
            batch.append(record)
            held += len(record.record.body)
            if len(batch) == size or (most_bytes is not None and held >= most_bytes):
                yield batch
                batch, held = [], 0
    except StreamError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def as_it_comes(records: Iterable[Numbered], size: int) -> Iterator[list[Numbered]]:
    """What is there of a live input, at least one record and at most `size`: a slow pipe is answered at once.

    Reads in a thread of its own, `size` records ahead at most. Damage of the input is raised behind its good records.
    """
    waiting: Queue[Numbered | BaseException | None] = Queue(maxsize=size)

    def read() -> None:
        try:
            for record in records:
                waiting.put(record)
            waiting.put(None)
        except BaseException as error:  # noqa: BLE001 - raised again on the caller's thread
            waiting.put(error)

    Thread(target=read, daemon=True).start()
    while True:
        batch: list[Numbered] = []
        item = waiting.get()
        while isinstance(item, Numbered):
            batch.append(item)
            if len(batch) == size or waiting.empty():
                break
            item = waiting.get()
        if batch:
            yield batch
        if item is None:
            return
        if isinstance(item, BaseException):
            raise item
