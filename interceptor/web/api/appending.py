"""From requests to the log: what several requests bring at one time is made durable by one append."""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import NamedTuple

from interceptor.errors import Fault
from interceptor.web.api.problems import Refused
from streams.errors import RecordTooLarge
from streams.port import Message, Partition, Sink

_APPEND_BYTES = 16 * 1024 * 1024
"""An append takes no more jobs behind this, so that the first does not wait for the size of the last."""

Places = list[tuple[Partition, int]]


class _Job(NamedTuple):
    messages: Sequence[Message]
    size: int
    done: "Future[Places]"


class Appender:
    """Appends on a thread of its own. Without a sink (`sink = None`) everything is refused as not ready.

    `appended` is called after every append: whoever works the log need not look for it.
    """

    def __init__(self, sink: Sink | None = None, *, appended: Callable[[], None] = lambda: None) -> None:
        self.sink = sink
        self._appended = appended
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="appender", daemon=True)
        self._thread.start()

    async def append(self, messages: Sequence[Message]) -> Places:
        """Places of the messages, which are durable then. Raises `Refused` and what the log raises.

        After an exception a part may have been written: sent again, it is known by its identity.
        """
        size = sum(len(message.value) for message in messages)
        job = _Job(messages, size, Future())
        with self._guard:
            if self._closed:
                raise Refused(Fault.NOT_READY)
            self._jobs.put(job)
        return await asyncio.wrap_future(job.done)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            jobs, size, ended = [job], job.size, False
            while size < _APPEND_BYTES and not self._jobs.empty():
                more = self._jobs.get()
                if more is None:
                    ended = True
                    break
                jobs.append(more)
                size += more.size
            self._append([item for item in jobs if item.done.set_running_or_notify_cancel()])
            if ended:
                return

    def _append(self, jobs: list[_Job]) -> None:
        sink = self.sink
        try:
            if sink is None:
                raise Refused(Fault.NOT_READY)
            places = sink.append([message for job in jobs for message in job.messages])
        except BaseException as error:  # noqa: BLE001 - it belongs to those who wait
            if isinstance(error, RecordTooLarge) and len(jobs) > 1:
                for job in jobs:  # nothing was written: only the one at fault is to be refused
                    self._append([job])
                return
            for job in jobs:
                job.done.set_exception(_told(error))
            return
        self._appended()
        begin = 0
        for job in jobs:
            job.done.set_result(places[begin : begin + len(job.messages)])
            begin += len(job.messages)

    def close(self) -> None:
        """Finish what came before, then take no more; may be called twice."""
        with self._guard:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()


def _told(error: BaseException) -> BaseException:
    if isinstance(error, RecordTooLarge):
        return Refused(Fault.TOO_LARGE, "message and context together")
    return error
