"""Small Feather, Arrow and LZ4 files as the reference libraries write them: python arrow_files.py > src/table/sources/arrow.reference.json"""

import base64
import datetime
import decimal
import io
import json

import lz4.frame
import pyarrow as pa
import pyarrow.feather as feather

UTC = datetime.timezone.utc
rows = 60
table = pa.table(
    {
        "small": pa.array([None if i == 2 else i for i in range(rows)], pa.int16()),
        "long": pa.array([9007199254740993 + i for i in range(rows)], pa.int64()),
        "unsigned": pa.array([18446744073709551615 - i for i in range(rows)], pa.uint64()),
        "half": pa.array([i / 2 for i in range(rows)], pa.float64()),
        "flag": pa.array([i % 2 == 0 for i in range(rows)]),
        "word": pa.array([None if i == 1 else f"word {i % 7}" for i in range(rows)]),
        "class": pa.array([f"class {i % 3}" for i in range(rows)]).dictionary_encode(),
        "day": pa.array([datetime.date(2024, 1, 31) + datetime.timedelta(i) for i in range(rows)]),
        "at": pa.array([datetime.datetime(1969, 12, 31, 23, 59, 59, 123456) + datetime.timedelta(i) for i in range(rows)], pa.timestamp("us")),
        "zoned": pa.array([datetime.datetime(2024, 1, 31, 12, tzinfo=UTC) for _ in range(rows)], pa.timestamp("ns", tz="Europe/Berlin")),
        "price": pa.array([decimal.Decimal(i - 5) / 4 for i in range(rows)], pa.decimal128(12, 2)),
        "list": pa.array([[i, i + 1] for i in range(rows)]),
        "struct": pa.array([{"a": i, "b": "x"} for i in range(rows)]),
    }
)


def written(compression: str) -> str:
    sink = io.BytesIO()
    feather.write_feather(table, sink, compression=compression, chunksize=25)
    return base64.b64encode(sink.getvalue()).decode()


def streamed() -> str:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return base64.b64encode(sink.getvalue()).decode()


def frame(text: bytes, **options: object) -> dict[str, str]:
    packed = lz4.frame.compress(text, **options)
    return {"frame": base64.b64encode(packed).decode(), "text": base64.b64encode(text).decode()}


texts = [b"", b"a", b"abcabcabcabcabcabcabc" * 40, bytes(range(256)) * 3, bytes((i * i * 7 + i // 3) % 251 for i in range(20000))]
frames = [frame(text) for text in texts] + [
    frame(texts[2], content_checksum=True, block_checksum=True, store_size=False),
    frame(texts[4] * 4, block_size=lz4.frame.BLOCKSIZE_MAX64KB, block_linked=True, compression_level=9),
]
print(
    json.dumps(
        {
            "pyarrow": pa.__version__,
            "files": {name: written(name) for name in ("uncompressed", "lz4", "zstd")} | {"stream": streamed()},
            "frames": frames,
        },
        indent=1,
    )
)
