"""What every part of a tenant's store starts from: one connection, and one tenant that cannot be changed."""

from interceptor.store.port import Database, Register


class Bound:
    """Bound to one tenant at construction. Whatever is read or written below here names that tenant."""

    def __init__(self, database: Database, tenant_id: int, name: str, register: Register) -> None:
        self.database = database
        self.tenant_id = tenant_id
        self.name = name
        self._register = register
