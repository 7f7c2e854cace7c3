"""A documented fact is known, not documented, or contradicted; "not documented" is not "no"."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final, Generic, Literal, NoReturn, TypeAlias, TypeVar, get_args, get_origin

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from engine.encounter.answers import answer_in
from engine.encounter.base import Free, Model, Offset, Prose, short

T_co = TypeVar("T_co", covariant=True)

State: TypeAlias = Literal["known", "not_documented", "contradicted"]

TAG = "fact:"
"""Begins the steps that a fact's three forms add to the place of a validation error; they mean nothing to a writer."""


class NoteSpan(Model):
    """The words of the clinical note that a fact rests on."""

    text: Annotated[Prose, Free("words of the note, for people")]
    """The words themselves."""
    start: Offset | None = None
    """Where they begin, in characters from the start of the note."""
    end: Offset | None = None
    """Where they end: the first character after them."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {
            "anyOf": [{"type": "string"}, handler(core)],
            "description": "The words of the note, or where they stand.",
        }


def _note_from_text(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


def _short_note(note: Any) -> Any:
    if not isinstance(note, NoteSpan):
        return note
    if note.start is None and note.end is None:
        return note.text
    return {k: v for k, v in (("text", note.text), ("start", note.start), ("end", note.end)) if v is not None}


Note: TypeAlias = Annotated[NoteSpan, BeforeValidator(_note_from_text), PlainSerializer(_short_note)]
"""Written as text, or as an object with `text`, `start` and `end`."""


class Fact(Generic[T_co]):
    """One fact of the record; frozen.

    Written as a plain value; as null or left out (not documented); as {"value": 5, "note": "..."}; or as
    {"contradicted": [12, 10], "note": "..."}. Not a dataclass: pydantic would then insist on its own way to read one.
    """

    __slots__ = ("assumed", "note", "said", "state", "values")

    state: State
    values: tuple[T_co, ...]
    """The known value alone, or every value that the record gives."""
    note: NoteSpan | None
    assumed: bool
    """True when nobody wrote it and the schema's own default stands: a lesion's count of one, a wound's closure."""
    said: str | None
    """What was written in a value's place: a word that says no, or that nothing is known ("pending" for a day), or a
    sentence for a yes, which counts once a policy knows what it speaks of."""

    def __init__(
        self,
        state: State = "not_documented",
        values: tuple[T_co, ...] = (),
        note: NoteSpan | None = None,
        assumed: bool = False,
        said: str | None = None,
    ) -> None:
        put = object.__setattr__
        put(self, "state", state)
        put(self, "values", values)
        put(self, "note", note)
        put(self, "assumed", assumed)
        put(self, "said", said)

    def _key(self) -> tuple[State, tuple[T_co, ...], NoteSpan | None, bool, str | None]:
        return self.state, self.values, self.note, self.assumed, self.said

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Fact) and self._key() == other._key())

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        note = f", note={self.note.text!r}" if self.note else ""
        said = "" if self.said is None else f", said={self.said!r}"
        return f"Fact({self.state!r}, {self.values!r}{note}{', assumed' if self.assumed else ''}{said})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a fact is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a fact is frozen")

    def __reduce__(self) -> tuple[type[Fact[T_co]], tuple[Any, ...]]:
        return Fact, self._key()

    @classmethod
    def not_documented(cls) -> Fact[Any]:
        return NOT_DOCUMENTED

    @classmethod
    def known(cls, value: Any, note: NoteSpan | None = None) -> Fact[Any]:
        return Fact("known", (value,), note)

    @classmethod
    def contradicted(cls, *values: Any, note: NoteSpan | None = None) -> Fact[Any]:
        return Fact("contradicted", values, note)

    @property
    def value(self) -> T_co | None:
        """The known value; of contradicting numbers the lower; None for other contradictions and without a value."""
        if self.state == "known":
            return self.values[0]
        if self.state == "contradicted" and all(_is_number(v) for v in self.values):
            return min(self.values)  # type: ignore[type-var]
        return None

    @property
    def is_documented(self) -> bool:
        """True when there is a value to work with."""
        return self.value is not None

    def highest(self) -> Fact[T_co]:
        """For a number whose higher value is the cautious one: of contradicting numbers only the highest stays."""
        if self.state == "contradicted" and all(_is_number(v) for v in self.values):
            return Fact("contradicted", (max(self.values),), self.note)  # type: ignore[type-var]
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (inner,) = get_args(source)
        plain = handler.generate_schema(inner)
        note = core_schema.typed_dict_field(handler.generate_schema(Note), required=False)
        with_note = core_schema.typed_dict_schema(
            {"value": core_schema.typed_dict_field(plain), "note": note}, extra_behavior="forbid"
        )
        several = core_schema.typed_dict_schema(
            {
                "contradicted": core_schema.typed_dict_field(core_schema.list_schema(plain, min_length=2)),
                "note": note,
            },
            extra_behavior="forbid",
        )
        after = core_schema.no_info_after_validator_function
        forms = core_schema.tagged_union_schema(
            {
                TAG + "fact": core_schema.is_instance_schema(Fact),
                TAG + "absent": after(_absent, core_schema.none_schema()),
                TAG + "plain": after(_known, plain),
                TAG + "value": after(_with_note, with_note),
                TAG + "contradicted": after(_contradicted, several),
            },
            discriminator=_form,
        )
        read = _text_answer if _is_text(inner) else _flag_answer if _base(inner) is bool else _value_answer
        return core_schema.no_info_before_validator_function(
            read, forms, serialization=core_schema.plain_serializer_function_ser_schema(_short)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        choices: dict[str, Any] = core["schema"]["choices"]  # type: ignore[typeddict-item, unused-ignore]
        fields = choices[TAG + "value"]["schema"]["fields"]
        # The handler passes over what a schema itself wants to look like, but not over what its members want.
        inner, note = (
            handler(core_schema.list_schema(fields[f]["schema"]))["items"] for f in ("value", "note")
        )
        several = {"type": "array", "items": inner, "minItems": 2}
        return {
            "x-fact": True,
            "anyOf": [
                inner,
                {"type": "null", "title": "not documented"},
                _form_schema("documented, with the words of the note", "value", inner, note),
                _form_schema("contradicted: every value the record gives", "contradicted", several, note),
            ],
        }


def _form_schema(title: str, name: str, of: JsonSchemaValue, note: JsonSchemaValue) -> JsonSchemaValue:
    return {
        "type": "object",
        "title": title,
        "properties": {name: of, "note": note},
        "required": [name],
        "additionalProperties": False,
    }


NOT_DOCUMENTED: Fact[Any] = Fact()


def assumed(value: Any) -> Fact[Any]:
    """What holds when the writer leaves the field out; an explicit null is still not documented."""
    return Fact("known", (value,), None, True)


def _base(inner: Any) -> Any:
    """The plain type beneath its annotations."""
    while get_origin(inner) is Annotated:
        inner = get_args(inner)[0]
    return inner


def _is_text(inner: Any) -> bool:
    """Text, or a list of it: what its words mean is for the policies to say, as far as they have words."""
    base = _base(inner)
    return base is str or (get_origin(base) is tuple and _base(get_args(base)[0]) is str)


def _text_answer(value: Any) -> Any:
    return Fact(said=value) if isinstance(value, str) and not value.strip() else value


def _value_answer(value: Any) -> Any:
    """A word in a number's or a day's place that says that there is none, or that it is not known."""
    return Fact(said=value[:LONGEST_SAID]) if isinstance(value, str) and answer_in(value) else value


def _flag_answer(value: Any) -> Any:
    """A word in a flag's place: no is no; unknown and pending are not documented."""
    if not isinstance(value, str):
        return value
    answer = answer_in(value)
    if answer == "no":
        return Fact("known", (False,), None, False, value[:LONGEST_SAID])
    return Fact(said=value[:LONGEST_SAID]) if answer else value


LONGEST_SAID: Final = 200


def _form(value: Any) -> str:
    if isinstance(value, dict):
        return TAG + ("contradicted" if "contradicted" in value else "value")
    if value is None:
        return TAG + "absent"
    return TAG + ("fact" if isinstance(value, Fact) else "plain")


def _absent(_: None) -> Fact[Any]:
    return NOT_DOCUMENTED


def _known(value: Any) -> Fact[Any]:
    return Fact("known", (value,))


def _with_note(given: dict[str, Any]) -> Fact[Any]:
    return Fact("known", (given["value"],), given.get("note"))


def _contradicted(given: dict[str, Any]) -> Fact[Any]:
    values = tuple(dict.fromkeys(given["contradicted"]))
    return Fact("known" if len(values) == 1 else "contradicted", values, given.get("note"))


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _short(fact: Any) -> Any:
    """The shortest form that reads back as the same fact."""
    if not isinstance(fact, Fact):
        return None
    if fact.said is not None:
        return fact.said
    if fact.state == "not_documented":
        return None
    values = [short(value) for value in fact.values]
    if fact.state == "known" and fact.note is None:
        return values[0]
    form: dict[str, Any] = {"value": values[0]} if fact.state == "known" else {"contradicted": values}
    return form if fact.note is None else {**form, "note": _short_note(fact.note)}
