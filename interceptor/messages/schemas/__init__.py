"""ISO 20022 schemas as data; `README.md` says where each is from and how it was checked."""
