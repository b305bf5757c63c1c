"""A producer that cannot close in its time, because its broker is away, is let go of without a fault."""

from kafka.errors import KafkaTimeoutError

from streams.kafka.transactions import Transactions


class _Thread:
    """The producer's thread."""

    def __init__(self) -> None:
        self.ended = False

    def force_close(self) -> None:
        self.ended = True

    def join(self, timeout: float) -> None:
        assert timeout <= 1


class _Waiting:
    def __init__(self) -> None:
        self._sender = _Thread()

    def close(self, timeout: float) -> None:
        raise KafkaTimeoutError("Timeout waiting for future")


def test_a_relay_does_not_crash_when_its_producer_cannot_be_closed_at_once() -> None:
    left = Transactions.__new__(Transactions)
    left._producer = _Waiting()
    left.close()
    assert left._producer._sender.ended, "its thread and its connections would stay"
