"""Records of event files as TensorBoard's own package writes them: pip install tensorboard; python spec/golden/events.py"""
import os
import struct

from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2
from tensorboard.plugins.scalar.summary_v2 import scalar_pb
from tensorboard.summary.writer.record_writer import RecordWriter


class Bytes:
    def __init__(self):
        self.data = b""

    def write(self, data):
        self.data += data


def record(event):
    out = Bytes()
    RecordWriter(out).write(event.SerializeToString(deterministic=True))
    return out.data


rows = []


def row(kind, time, step, tag, value, event):
    value = "[==[%s]==]" % value if isinstance(value, str) else repr(value)
    text = "".join("\\x%02x" % b for b in record(event))
    rows.append('{ kind = "%s", time = %r, step = %d, tag = "%s", value = %s, record = "%s" },' % (kind, time, step, tag, value, text))


row("version", 1700000000.25, 0, "", 0, event_pb2.Event(wall_time=1700000000.25, file_version="brain.Event:2"))
for step, tag, value in ((0, "epoch_loss", 0.5), (1, "epoch_accuracy", 0.0), (127, "batch_loss", -1.25), (128, "a" * 200, 3e38), (2**40, "x/y z", 1e-40)):
    value = struct.unpack("<f", struct.pack("<f", value))[0]
    row("scalar", 1.5, step, tag, value, event_pb2.Event(wall_time=1.5, step=step, summary=scalar_pb(tag, value)))
JSON = '{"class_name": "Sequential", "config": {"name": "é", "layers": []}}'
metadata = summary_pb2.SummaryMetadata()
metadata.plugin_data.plugin_name = "graph_keras_model"
metadata.plugin_data.content = b"1"
tensor = tensor_pb2.TensorProto(dtype=7, string_val=[JSON.encode()])
tensor.tensor_shape.SetInParent()
summary = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="keras", tensor=tensor, metadata=metadata)])
row("model", 2.75, 0, "keras", JSON, event_pb2.Event(wall_time=2.75, summary=summary))
with open(os.path.splitext(os.path.abspath(__file__))[0] + ".lua", "w") as file:
    file.write("-- Written by events.py.\nreturn {\n  %s\n}\n" % "\n  ".join(rows))
