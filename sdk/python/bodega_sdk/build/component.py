"""Reads and trims component binaries: their import and export names, what they need, and what nobody uses in them.

Only sections are told apart; what is in them stays as the compiler made it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .errors import BuildError

_HEADER_BYTES = 8
_COMPONENT = b"\0asm\x0d\x00\x01\x00"
_MODULE = b"\0asm\x01\x00\x00\x00"
_PAGE_BYTES = 64 << 10

# Section numbers of a component, and of a core module.
_CUSTOM, _CORE_MODULE, _CORE_INSTANCE, _NESTED, _INSTANCE, _IMPORT, _EXPORT = 0, 1, 2, 4, 5, 10, 11
_CORE_TABLE, _CORE_MEMORY = 4, 5

#: An instance that exports nothing: it keeps the numbers of later instances as they were.
_EMPTY_INSTANCE = bytes([1, 1, 0])
#: The sort of an export that is an instance.
_SORT_INSTANCE = 5
#: Custom sections of core modules without effect on what they do: names are for debuggers.
_DEBUG_SECTIONS = {"name", "producers", "target_features", "component-name"}


@dataclass(frozen=True)
class Needs:
    """What an instance of a component takes."""

    size_bytes: int
    core_instances: int
    memories: int
    memory_bytes: int
    tables: int
    table_elements: int


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def name(self) -> str:
        return self.take(self.number()).decode()


def _number(value: int) -> bytes:
    out = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def _sections(binary: bytes) -> Iterator[tuple[int, bytes]]:
    reader = _Reader(binary)
    reader.at = _HEADER_BYTES
    while reader.at < len(binary):
        number = reader.byte()
        yield number, reader.take(reader.number())


def _section(number: int, content: bytes) -> bytes:
    return bytes([number]) + _number(len(content)) + content


def _check_header(binary: bytes) -> None:
    if binary[:_HEADER_BYTES] != _COMPONENT:
        raise BuildError("this is not a component: build it again")


def _names(content: bytes, is_export: bool) -> list[tuple[str, bytes]]:
    """Names of an import or export section of one entry, with the bytes after each; the encoder makes one a section."""
    reader = _Reader(content)
    if (count := reader.number()) != 1:
        raise BuildError(f"{count} {'exports' if is_export else 'imports'} in one section: componentize-py changed")
    reader.byte()
    return [(reader.name(), content[reader.at :])]


def imports(binary: bytes) -> list[str]:
    """What a component imports."""
    _check_header(binary)
    found = [_names(content, False) for number, content in _sections(binary) if number == _IMPORT]
    return [name for names in found for name, _ in names]


def exports(binary: bytes) -> list[str]:
    """What a component exports."""
    _check_header(binary)
    found = [_names(content, True) for number, content in _sections(binary) if number == _EXPORT]
    return [name for names in found for name, _ in names]


def trim(binary: bytes, wanted: set[str]) -> bytes:
    """The component without exports that are not wanted (componentize-py leaves its initialiser) and without names of
    functions, which only debuggers of CPython itself read."""
    _check_header(binary)
    out = [_COMPONENT]
    for number, content in _sections(binary):
        if number == _CUSTOM and _Reader(content).name() in _DEBUG_SECTIONS:
            continue
        if number == _EXPORT:
            [(name, rest)] = _names(content, True)
            if name not in wanted:
                if rest[0] != _SORT_INSTANCE:
                    raise BuildError(f"the component exports `{name}`, which is no extension point")
                out.append(_section(_INSTANCE, _EMPTY_INSTANCE))
                continue
        if number == _CORE_MODULE:
            content = _trimmed_module(content)
        out.append(_section(number, content))
    return b"".join(out)


def _trimmed_module(module: bytes) -> bytes:
    kept = [
        _section(number, content)
        for number, content in _sections(module)
        if number != _CUSTOM or _Reader(content).name() not in _DEBUG_SECTIONS
    ]
    return b"".join([_MODULE, *kept])


def needs(binary: bytes) -> Needs:
    """What an instance takes: its modules' instances, memories and tables."""
    _check_header(binary)
    instances = memories = tables = memory_pages = elements = 0
    for number, content in _sections(binary):
        if number == _CORE_INSTANCE:
            instances += _instantiations(content)
        if number == _CORE_MODULE:
            for kind, limits in _limits(content):
                if kind == _CORE_MEMORY:
                    memories, memory_pages = memories + 1, max(memory_pages, limits)
                else:
                    tables, elements = tables + 1, max(elements, limits)
    return Needs(len(binary), instances, memories, memory_pages * _PAGE_BYTES, tables, elements)


def _instantiations(content: bytes) -> int:
    """Core instances of a section that are made from a module."""
    reader = _Reader(content)
    made = 0
    for _ in range(reader.number()):
        from_module = reader.byte() == 0
        if from_module:
            made += 1
            reader.number()
        for _ in range(reader.number()):
            reader.name()
            reader.byte()
            reader.number()
    return made


def _limits(module: bytes) -> Iterator[tuple[int, int]]:
    """Sections of memories and tables, with the initial size of each."""
    for number, content in _sections(module):
        if number in (_CORE_MEMORY, _CORE_TABLE):
            reader = _Reader(content)
            for _ in range(reader.number()):
                if number == _CORE_TABLE:
                    reader.byte()
                has_max = reader.byte() & 1
                yield number, reader.number()
                if has_max:
                    reader.number()
