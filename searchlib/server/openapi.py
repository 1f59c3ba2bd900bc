"""What can be asked over HTTP, and what comes back? The OpenAPI description, made of the types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import searchlib
from searchlib.export.streams import FORMATS
from searchlib.server.parameters import (
    CITATION,
    CONCORDANCE,
    COUNTED,
    EXPORT,
    FORM,
    MOST_HITS,
    MOST_PASSAGES,
    RECORD,
    SEARCH,
    SIMILAR,
    SUGGEST,
    Parameter,
)
from searchlib.server.problems import MEDIA_TYPE

__all__ = ["description", "schema"]

Json = dict[str, Any]
_SIMPLE: dict[object, Json] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
    NoneType: {"type": "null"},
}
_PAIR: Json = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
_MARK: Json = {
    "type": "array",
    "description": "The start and end of a marked word, and whether it is a match or counterpart.",
    "prefixItems": [
        {"type": "integer"},
        {"type": "integer"},
        {"enum": ["match", "counterpart"]},
    ],
    "minItems": 3,
    "maxItems": 3,
}
_NEAR: Json = {
    "type": "array",
    "description": "The ids of records with nearly the same text, and the share they have alike.",
    "items": {
        "type": "array",
        "prefixItems": [{"type": "string"}, {"type": "number"}],
        "minItems": 2,
        "maxItems": 2,
    },
}
_STRINGS: Json = {"type": "array", "items": {"type": "string"}}
_FINGERPRINT: Json = {
    "type": "string",
    "description": "What the index holds; the same for the same contents, wherever it was built.",
}
_FAILURES = {
    "BadRequest": "A parameter is unknown, or has a value that means nothing.",
    "NotFound": "There is no such record.",
    "TooExpensive": "The query matches too much to be answered, such as a wildcard for every word.",
    "Unavailable": "The server is busy, or the answer took too long, or the index cannot be read.",
    "NotAllowed": "This address can only be read.",
    "WrongHost": "The server does not answer for that host.",
    "Unexpected": "A mistake in the server; its log has it.",
}


def schema(kind: Any) -> Json:  # noqa: ANN401  a type
    """Return the JSON Schema of a type that records are made of, as JSON writes it."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if is_dataclass(kind):
        return {"$ref": f"#/components/schemas/{kind.__name__}"}  # type: ignore[union-attr]
    if get_origin(kind) in (Union, UnionType):
        return {"anyOf": [schema(one) for one in get_args(kind)]}
    parts = get_args(kind)
    if get_origin(kind) is not tuple:
        raise TypeError(f"{kind} has no schema")
    if len(parts) == 2 and parts[1] is Ellipsis:
        return {"type": "array", "items": schema(parts[0])}
    prefix = [schema(part) for part in parts]
    return {"type": "array", "prefixItems": prefix, "minItems": len(parts), "maxItems": len(parts)}


def _object(properties: Json, **more: Any) -> Json:  # noqa: ANN401
    return {"type": "object", "properties": properties, "required": list(properties), **more}


def _with(properties: Json, **asked_for: Json) -> Json:
    """Return the schema of an object that has more properties where they are asked for."""
    return _object(properties) | {"properties": {**properties, **asked_for}}


def _fields(kind: type) -> Json:
    hints = get_type_hints(kind)
    return {field.name: schema(hints[field.name]) for field in fields(kind)}


def _schemas() -> Json:
    nouns = (
        searchlib.Record,
        searchlib.Text,
        searchlib.DateInterval,
        searchlib.Citation,
        searchlib.Shelfmark,
        searchlib.Facet,
        searchlib.FacetValue,
        searchlib.Suggestion,
        searchlib.Explanation,
        searchlib.AskedWord,
        searchlib.Meaning,
        searchlib.Contribution,
    )
    made = {noun.__name__: _object(_fields(noun)) for noun in nouns}
    record = _fields(searchlib.Record)
    hit = {name: value for name, value in record.items() if name != "texts"}
    marks: Json = {"type": "array", "items": _MARK}
    passage = {"start": {"type": "integer"}, "end": {"type": "integer"}, "text": {"type": "string"}}
    side = {"anyOf": [{"$ref": "#/components/schemas/Passage"}, {"type": "null"}]}
    span = {"anyOf": [_PAIR, {"type": "null"}]}
    counted = {
        "query": {"type": "string", "description": "The query as it was understood."},
        "total": {"type": "integer", "minimum": 0},
        "facets": {"type": "array", "items": {"$ref": "#/components/schemas/Facet"}},
        "suggestions": {
            "type": "array",
            "description": "Queries that find more, where this one finds little.",
            "items": {"$ref": "#/components/schemas/Suggestion"},
        },
        "notes": {**_STRINGS, "description": "What was added to the query, or left out of it."},
        "warnings": {**_STRINGS, "description": "What could not be understood."},
        "took_ms": {"type": "number"},
        "generation": {"type": "string", "description": "Which index answered."},
        "fingerprint": _FINGERPRINT,
        "records": {"type": "integer", "minimum": 0, "description": "How many the index holds."},
    }
    pair = _object({"ru": side, "en": side})
    keyword = {**_fields(searchlib.ConcordanceLine), "passages": {"type": "array", "items": pair}}
    return {
        **made,
        "ConcordanceLine": _object({"number": {"type": "integer"}, **keyword}),
        "Concordance": _object(
            {
                **{
                    name: value
                    for name, value in counted.items()
                    if name not in ("facets", "suggestions")
                },
                "records": {"type": "integer", "description": "How many records match."},
                "read": {"type": "integer", "description": "How many of them were looked through."},
                "offset": {"type": "integer"},
                "lines": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/ConcordanceLine"},
                    "maxItems": MOST_HITS,
                },
            }
        ),
        "Passage": _object(
            {**passage, "marks": marks},
            description="A stretch of a text; all offsets count characters from the text's start.",
        ),
        "Hit": _with(
            {
                "rank": {"type": "integer"},
                "score": {"type": "number"},
                **hit,
                "title_marks": marks,
                "summary_marks": marks,
                "passages": {
                    "type": "array",
                    "items": pair,
                    "maxItems": MOST_PASSAGES,
                },
            },
            explanation={"$ref": "#/components/schemas/Explanation"},
        ),
        "Completions": {
            "type": "array",
            "description": "The query, its completions, how many hold each word, addresses.",
            "items": {"anyOf": [{"type": "string"}, _STRINGS]},
            "minItems": 4,
            "maxItems": 4,
        },
        "Hits": _object(
            {
                **counted,
                "offset": {"type": "integer"},
                "hits": {"type": "array", "items": {"$ref": "#/components/schemas/Hit"}},
            }
        ),
        "Counts": _object(counted),
        "FullRecord": _with(
            {**record, "near_duplicates": _NEAR},
            alignment={
                "type": "array",
                "description": "Which passages say the same: offsets into the texts.",
                "items": _object({"ru": span, "en": span}),
            },
        ),
        "Health": _object(
            {
                "status": {"type": "string", "enum": ["ok", "stale"]},
                "generation": {"type": "string"},
                "fingerprint": _FINGERPRINT,
                "records": {"type": "integer"},
                "detail": {"type": "string"},
            }
        ),
        "Problem": _object(
            {
                "type": {"type": "string", "format": "uri-reference"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
            }
        ),
    }


def _parameter(parameter: Parameter) -> Json:
    """Return how a parameter of the query is described."""
    value: Json = {"type": parameter.kind}
    if parameter.choices:
        value["enum"] = list(parameter.choices)
    elif parameter.kind == "integer":
        value |= {"minimum": parameter.least, "maximum": parameter.most}
    elif parameter.kind == "string":
        value["maxLength"] = parameter.most
    if parameter.many:
        value = {"type": "array", "items": value, "maxItems": 16}
    elif parameter.default != "":
        value["default"] = parameter.default
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.about,
        "required": False,
        "schema": value,
    }


_ID: Json = {
    "name": "record_id",
    "in": "path",
    "description": "The id of a record, as hits have it.",
    "required": True,
    "schema": {"type": "string", "minLength": 1},
}
_FORM: Json = {**_parameter(FORM), "in": "path", "required": True}
_TAG: Json = {
    "schema": {"type": "string"},
    "description": "Stays the same until the index changes; send it back in If-None-Match.",
}


def _get(
    name: str,
    summary: str,
    content: Json,
    table: Sequence[Parameter] = (),
    *,
    inside: Sequence[Json] = (),
) -> Json:
    """Return how an address is described, under a name of its own.

    ``inside`` are the parameters inside the address.
    """
    failures = ["BadRequest", "TooExpensive", "Unavailable", "NotAllowed", "WrongHost"]
    failures += ["Unexpected"] + ["NotFound"] * (_ID in inside)
    numbers = {
        "BadRequest": "400", "NotFound": "404", "NotAllowed": "405", "WrongHost": "421",
        "TooExpensive": "422", "Unexpected": "500", "Unavailable": "503",
    }  # fmt: skip
    answer = {"description": "The answer.", "headers": {"ETag": _TAG}, "content": content}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [*inside, *(_parameter(one) for one in table)],
            "responses": {
                "200": answer,
                "304": {"description": "Nothing has changed since."},
                **{numbers[n]: {"$ref": f"#/components/responses/{n}"} for n in sorted(failures)},
            },
        }
    }


def _json(name: str) -> Json:
    return {"application/json": _schema_of(name)}


def _schema_of(name: str) -> Json:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def _citation(media_type: str) -> Json:
    items: Json = {"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": 1}
    return {"schema": items if media_type.endswith("json") else {"type": "string"}}


def _export(media_type: str) -> Json:
    items: Json = {"type": "array", "items": {"type": "object"}}
    return {"schema": items if media_type.endswith("json") else {"type": "string"}}


def description(citations: Sequence[str]) -> Json:
    """Return the OpenAPI description; ``citations`` are the media types of citations."""
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    text = {"schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "searchlib",
            "version": searchlib.__version__,
            "description": searchlib.__doc__.splitlines()[0] if searchlib.__doc__ else "",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {
            "/search": _get("search", "Find records, with passages marked.", _json("Hits"), SEARCH),
            "/search.{format}": _get(
                "export",
                "Return every hit as a file: CSV, JSON Lines, citations.",
                {form.media_type: _export(form.media_type) for form in FORMATS.values()},
                EXPORT,
                inside=(_FORM,),
            ),
            "/concordance": _get(
                "concordance",
                "List every place of some words, in context.",
                _json("Concordance"),
                CONCORDANCE,
            ),
            "/facets": _get("facets", "Count what a query finds.", _json("Counts"), COUNTED),
            "/suggest": _get(
                "suggest",
                "Complete the last word of a query, as browsers ask for it.",
                {"application/x-suggestions+json": _schema_of("Completions")},
                SUGGEST,
            ),
            "/records/{record_id}/similar": _get(
                "similar", "Find the records most like one.", _json("Hits"), SIMILAR, inside=(_ID,)
            ),
            "/records/{record_id}": _get(
                "record",
                "Return a record, both texts whole.",
                _json("FullRecord"),
                RECORD,
                inside=(_ID,),
            ),
            "/citations/{record_id}": _get(
                "citation",
                "Cite a record.",
                {one: _citation(one) for one in citations},
                CITATION,
                inside=(_ID,),
            ),
            "/healthz": _get(
                "health", "Say whether the server answers, and from which index.", _json("Health")
            ),
            "/opensearch.xml": _get(
                "opensearch",
                "Describe the search to a browser.",
                {"application/opensearchdescription+xml": text},
            ),
        },
        "components": {
            "schemas": _schemas(),
            "responses": {
                name: {"description": about, "content": problem}
                for name, about in _FAILURES.items()
            },
        },
    }
