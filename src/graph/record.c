/* Recorded calls. Knows of no Lua. */
#include "graph/record.h"

#include <string.h>

#include "base/memory.h"

ln_call ln_record_call(const ln_record *record, ln_context *ctx)
{
    ln_call call = { .ctx = ctx, .op = record->op, .args = record->args, .count = record->count, .outputs = record->out_count };
    memcpy(call.result, record->outs, sizeof call.result);
    return call;
}

void ln_record_loop(const ln_record *record, ln_context *ctx, ln_loop *out)
{
    ln_call call = ln_record_call(record, ctx);
    ln_spec_of(&call.out[0], record->outs[0]);
    record->op->loop(&call, out);
}

/* Bytes that a call's lists and strings take, and how many tensors it has. */
static size_t extra_bytes(const ln_call *call, int *inputs)
{
    size_t extra = 0;
    *inputs = 0;
    for (int i = 0; i < call->count; i++) {
        const ln_arg *a = &call->args[i];
        if (a->kind == LN_ARG_TENSOR)
            *inputs += 1;
        if (a->kind == LN_ARG_TENSORS) {
            *inputs += a->count;
            extra += (size_t)a->count * sizeof(ln_tensor *);
        }
        if (a->kind == LN_ARG_INTS)
            extra += (size_t)a->count * sizeof(int64_t);
        if (a->kind == LN_ARG_STRING)
            extra += (strlen(a->as.string) + 8) & ~(size_t)7;
    }
    return extra;
}

ln_status ln_record_new(ln_context *ctx, const ln_call *call, ln_record **out)
{
    int inputs;
    size_t extra = extra_bytes(call, &inputs);
    size_t bytes = sizeof(ln_record) + (size_t)call->count * sizeof(ln_arg) + (size_t)inputs * sizeof(ln_tensor *) + extra;
    void *block;
    LN_TRY(ln_alloc(ctx, bytes, "a recorded op", &block));
    ln_record *n = block;
    *n = (ln_record){ .op = call->op, .count = call->count, .out_count = call->outputs, .bytes = bytes };
    n->args = (ln_arg *)(n + 1);
    n->inputs = (ln_tensor **)(n->args + n->count);
    char *room = (char *)(n->inputs + inputs);
    for (int i = 0; i < call->count; i++) {
        ln_arg a = call->args[i];
        if (a.kind == LN_ARG_TENSOR) {
            n->inputs[n->input_count++] = ln_tensor_retain(a.as.tensor);
        } else if (a.kind == LN_ARG_TENSORS) {
            if (a.count > 0)
                memcpy(room, a.as.tensors, (size_t)a.count * sizeof(ln_tensor *));
            a.as.tensors = (ln_tensor *const *)(void *)room;
            room += (size_t)a.count * sizeof(ln_tensor *);
            for (int k = 0; k < a.count; k++)
                n->inputs[n->input_count++] = ln_tensor_retain(a.as.tensors[k]);
        } else if (a.kind == LN_ARG_INTS) {
            if (a.count > 0)
                memcpy(room, a.as.ints, (size_t)a.count * sizeof(int64_t));
            a.as.ints = (const int64_t *)(void *)room;
            room += (size_t)a.count * sizeof(int64_t);
        } else if (a.kind == LN_ARG_STRING) {
            size_t length = strlen(a.as.string) + 1;
            memcpy(room, a.as.string, length);
            a.as.string = room;
            room += (length + 7) & ~(size_t)7;
        }
        n->args[i] = a;
    }
    for (int i = 0; i < call->outputs; i++)
        n->outs[i] = ln_tensor_retain(call->result[i]);
    *out = n;
    return LN_OK;
}

void ln_record_free(ln_memory *memory, ln_record *n)
{
    for (int i = 0; i < n->input_count; i++)
        ln_tensor_release(n->inputs[i]);
    for (int i = 0; i < n->out_count; i++)
        ln_tensor_release(n->outs[i]);
    ln_block_free(memory, n, n->bytes);
}

static bool equal_arg(const ln_arg *a, const ln_arg *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case LN_ARG_NONE:
    case LN_ARG_TENSOR: /* what they hold is the caller's matter */
        return true;
    case LN_ARG_TENSORS:
        return a->count == b->count;
    case LN_ARG_INTS:
        return a->count == b->count && (a->count == 0 || memcmp(a->as.ints, b->as.ints, (size_t)a->count * sizeof(int64_t)) == 0);
    case LN_ARG_STRING:
        return strcmp(a->as.string, b->as.string) == 0;
    case LN_ARG_BOOL:
        return a->as.b == b->as.b;
    case LN_ARG_DTYPE:
        return a->as.dtype == b->as.dtype;
    case LN_ARG_FLOAT:
        return memcmp(&a->as.f, &b->as.f, sizeof a->as.f) == 0;
    default:
        return a->as.i == b->as.i;
    }
}

bool ln_record_says_same(const ln_record *a, const ln_record *b)
{
    if (a->op != b->op || a->count != b->count || a->input_count != b->input_count || a->out_count != b->out_count)
        return false;
    for (int i = 0; i < a->count; i++)
        if (!equal_arg(&a->args[i], &b->args[i]))
            return false;
    return true;
}
