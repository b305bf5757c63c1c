"""What can go wrong when records move, each with what the user can do about it.

`streams` imports nothing of `interceptor`, so it has its own small hierarchy; the edge maps `code` to its catalogue.
Details hold paths, topics, offsets and limits only, never message text: they are logged.
"""

from typing import ClassVar


class StreamError(Exception):
    """Any fault of this package. `code` is stable; `str()` says what happened, where, and what to do."""

    code: ClassVar[str] = "stream_error"
    meaning: ClassVar[str] = "records could not be moved"
    remedy: ClassVar[str] = "see the detail"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.meaning}{detail}; {self.remedy}"


class OffsetOutOfRange(StreamError):  # noqa: N818  the name under which every Kafka client knows it
    """The asked offset is not in the partition: older than what is kept, or beyond its end. Never skipped silently."""

    code = "offset_out_of_range"
    meaning = "the asked offset is not in the log"
    remedy = "check that the store belongs to this log; restore the log, or decide by hand where to resume"

    def __init__(self, topic: str, partition: int, offset: int, begin: int, end: int) -> None:
        super().__init__(f"{topic}/{partition}: asked {offset}, kept {begin} to {end}")
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.begin = begin
        self.end = end


class UnknownTopic(StreamError):  # noqa: N818
    """The topic or partition does not exist."""

    code = "unknown_topic"
    meaning = "no such topic or partition"
    remedy = "create it, or correct its name"


class BadTopic(StreamError):  # noqa: N818
    """The name or the partition count of a topic is not usable."""

    code = "bad_topic"
    meaning = "the topic cannot be made"
    remedy = "check its name (letters, digits, . - _, at most 200), and partitions and copies: they can only be added"


class LogDamaged(StreamError):  # noqa: N818
    """The log is damaged before its tail. Nothing is repaired by guessing."""

    code = "log_broken"
    meaning = "the log is damaged before its tail"
    remedy = "keep the files, restore the named segment from a copy, and check the disk"

    def __init__(self, detail: str = "", topic: str | None = None, partition: int | None = None) -> None:
        """`topic` and `partition` where it is one partition that cannot be read on."""
        super().__init__(detail)
        self.topic = topic
        self.partition = partition


class LogBusy(StreamError):  # noqa: N818
    """Another process writes to this log."""

    code = "log_busy"
    meaning = "another process writes to this log"
    remedy = "end it first; readers need no lock"


class LogWriteFailed(StreamError):  # noqa: N818
    """A write or sync failed; nothing of the batch was acknowledged and this writer takes no more."""

    code = "log_write_failed"
    meaning = "the log could not be written"
    remedy = "free disk space or check the disk, then open the log again and send the batch again"


class RecordTooLarge(StreamError):  # noqa: N818
    """A record is larger than the log takes."""

    code = "record_too_large"
    meaning = "the record is larger than the log takes"
    remedy = "send less at once; keep large bodies in the store and send id, digest and size"


class Closed(StreamError):  # noqa: N818
    """The object was used after it was closed."""

    code = "closed"
    meaning = "it is closed already"
    remedy = "open it again"


class Fenced(StreamError):  # noqa: N818
    """Another publisher has taken this stream over."""

    code = "fenced"
    meaning = "another publisher has taken this stream"
    remedy = "none: this one lets it go"


class OutboxGap(StreamError):  # noqa: N818
    """The outbox's numbers are not gapless: a message would be left out."""

    code = "outbox_gap"
    meaning = "the outbox misses a number"
    remedy = "restore the store, or publish the missing messages by hand and mark the stream"


class TopicRecreated(StreamError):  # noqa: N818
    """The topic was deleted and made anew under its old name: the stored offsets belong to another log."""

    code = "topic_recreated"
    meaning = "the topic was made anew under its old name"
    remedy = "check what was lost with the old one, then decide by hand where to resume"

    def __init__(self, topic: str, partition: int) -> None:
        super().__init__(f"{topic}/{partition}")
        self.topic = topic
        self.partition = partition


class BrokerUnreachable(StreamError):  # noqa: N818
    """No broker answers, or none answers in time. It may be well again later."""

    code = "broker_unreachable"
    meaning = "Kafka does not answer"
    remedy = "check the servers, the network and the security protocol in the settings, and that the brokers run"


class BadCredentials(StreamError):  # noqa: N818
    """The broker refuses who we say we are."""

    code = "bad_credentials"
    meaning = "Kafka refuses the credentials"
    remedy = "check mechanism, user and password or token, and that the user exists"


class NotAllowed(StreamError):  # noqa: N818
    """The broker knows us and does not allow it."""

    code = "not_allowed"
    meaning = "Kafka does not allow this to the user"
    remedy = "let an administrator run `interceptor topics apply` with ACLs, or add the ACL by hand"


class BadClientSetting(StreamError):  # noqa: N818
    """The client cannot be made from its settings."""

    code = "bad_client_setting"
    meaning = "the Kafka settings are not usable"
    remedy = "correct the named setting"


class PublishFailed(StreamError):  # noqa: N818
    """A batch was not published, or it is not known whether it was. `Publisher.committed` tells."""

    code = "publish_failed"
    meaning = "a batch could not be published"
    remedy = "none: it is tried again"


class LogTruncated(StreamError):  # noqa: N818
    """The broker has lost records that were already read (an unclean election). Never resumed silently."""

    code = "log_truncated"
    meaning = "the broker lost records that were already read"
    remedy = "restore the log, or decide by hand where to resume; turn unclean leader election off"

    def __init__(self, topic: str, partition: int) -> None:
        super().__init__(f"{topic}/{partition}")
        self.topic = topic
        self.partition = partition


class InputUnreadable(StreamError):  # noqa: N818
    """A replay input cannot be opened."""

    code = "bad_input"
    meaning = "the input cannot be opened"
    remedy = "check the path and its permissions"


class InputDamaged(StreamError):  # noqa: N818
    """A compressed input breaks off or is corrupt; the lines before it were given."""

    code = "input_damaged"
    meaning = "the compressed input is damaged"
    remedy = "the lines before the damage were read; fetch the file again for the rest"
