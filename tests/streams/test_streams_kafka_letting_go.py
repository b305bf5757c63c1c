"""Letting go of a producer that cannot end: the broker it waits for is away."""

from kafka.errors import KafkaTimeoutError

from streams.kafka.transactions import Transactions


class _Waiting:
    def close(self, timeout: float) -> None:
        raise KafkaTimeoutError(f"not closed within {timeout} s")


def test_a_relay_does_not_crash_when_its_producer_cannot_be_closed_at_once() -> None:
    made = Transactions.__new__(Transactions)
    made._producer = _Waiting()
    made.close()
