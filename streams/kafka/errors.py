"""Faults of kafka-python as faults of `streams`, in one place. Details name topics and settings, never contents."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kafka import errors as kafka_errors

from streams.errors import (
    BadClientSetting,
    BadCredentials,
    BadTopic,
    BrokerUnreachable,
    Fenced,
    LogDamaged,
    NotAllowed,
    PublishFailed,
    RecordTooLarge,
    StreamError,
    UnknownTopic,
)

REFUSED = (
    kafka_errors.SaslAuthenticationFailedError,
    kafka_errors.UnsupportedSaslMechanismError,
    kafka_errors.IllegalSaslStateError,
)
"""Of a login."""
_FENCED = (
    kafka_errors.ProducerFencedError,
    kafka_errors.InvalidProducerEpochError,
)
_LARGE = (kafka_errors.MessageSizeTooLargeError, kafka_errors.RecordListTooLargeError)
_SETTINGS = (kafka_errors.KafkaConfigurationError, kafka_errors.UnsupportedVersionError)
_TOPIC = (
    kafka_errors.InvalidReplicationFactorError,
    kafka_errors.InvalidPartitionsError,
    kafka_errors.InvalidConfigurationError,
    kafka_errors.PolicyViolationError,
    kafka_errors.TopicAlreadyExistsError,
)


def translated(error: Exception, detail: str = "") -> StreamError:
    """The fault of `streams` that this is. `detail` says what was being done, and where."""
    if isinstance(error, StreamError):
        return error
    said = f"{detail}: {type(error).__name__}" if detail else type(error).__name__
    if isinstance(error, REFUSED):
        return BadCredentials(detail)
    if isinstance(error, kafka_errors.AuthorizationError):
        return NotAllowed(f"{detail or 'request'}{_refused(error)}")
    if isinstance(error, _FENCED):
        return Fenced(detail)
    if isinstance(error, kafka_errors.FencedInstanceIdError):
        return BadClientSetting("member: another process has this name in the group")
    if isinstance(error, _LARGE):
        return RecordTooLarge(f"{detail}; see max.message.bytes of the topic")
    if isinstance(error, _TOPIC):
        return BadTopic(said)
    if isinstance(error, kafka_errors.SecurityDisabledError):
        return BadClientSetting("the cluster has no authorizer: there are no rights to give")
    if isinstance(error, _SETTINGS):
        return BadClientSetting(f"{said}: {error}")
    if isinstance(error, kafka_errors.UnknownTopicOrPartitionError | kafka_errors.InvalidTopicError):
        return UnknownTopic(detail)
    if isinstance(error, kafka_errors.CorruptRecordError):
        return LogDamaged(detail)
    if isinstance(error, kafka_errors.KafkaTimeoutError | kafka_errors.KafkaConnectionError | OSError):
        return BrokerUnreachable(said)
    return PublishFailed(said) if isinstance(error, kafka_errors.TransactionAbortedError) else _other(error, said)


def _other(error: Exception, said: str) -> StreamError:
    """What may pass by itself is told as unreachable; all else by its name."""
    return BrokerUnreachable(said) if isinstance(error, kafka_errors.RetriableError) else StreamError(said)


def _refused(error: Any) -> str:
    """Which topics, groups or transactions were refused, where the client says so."""
    names = error.args[0] if error.args and isinstance(error.args[0], set | frozenset) else ()
    kind = type(error).__name__.removesuffix("AuthorizationFailedError").removesuffix("Error").lower()
    return f", {kind} {', '.join(sorted(map(str, names)))}".rstrip()


@contextmanager
def translating(detail: str) -> Iterator[None]:
    """Raise faults of `streams` in place of those of kafka-python."""
    try:
        yield
    except (kafka_errors.KafkaError, OSError) as error:
        raise translated(error, detail) from error
