/* Runtimes: creation, options, names, dtypes. Knows of no Lua. */
#include "api/runtime.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "io/json.h"
#include "io/zip.h"
#include "op/gemm.h"

_Static_assert((int)LUNULA_FLOAT64 == (int)LN_FLOAT64, "dtypes match");
_Static_assert((int)LUNULA_ERROR_LIMIT == (int)LN_ERROR_LIMIT, "statuses match");
_Static_assert((int)LUNULA_INTS == (int)LN_ARG_INTS, "argument kinds match");
_Static_assert((int)LUNULA_PARAM_ANY == (int)LN_PARAM_ANY, "parameter kinds match");
_Static_assert(sizeof(lunula_arg) == sizeof(ln_arg) && offsetof(lunula_arg, as) == offsetof(ln_arg, as), "arguments match");
_Static_assert((int)LUNULA_MAX_RANK == (int)LN_MAX_RANK && (int)LUNULA_MAX_PARAMS == (int)LN_MAX_PARAMS, "limits match");

struct ln_name {
    ln_name *next;
    int64_t count;
    size_t bytes;
    char prefix[];
};

const char *lunula_version(void)
{
    return LUNULA_VERSION;
}

bool lunula_compatible(int major, int minor, int patch)
{
    if (major != LUNULA_VERSION_MAJOR || minor < 0 || patch < 0 || (major == 0 && minor != LUNULA_VERSION_MINOR))
        return false;
    return minor < LUNULA_VERSION_MINOR || (minor == LUNULA_VERSION_MINOR && patch <= LUNULA_VERSION_PATCH);
}

const char *lunula_description(void)
{
    return ln_gemm_description();
}

const char *lunula_library(int index, const char **version)
{
    static const struct {
        const char *name;
        const char *(*version)(void);
    } libraries[] = { { "cJSON", ln_json_library_version },
                      { "libzip", ln_zip_library_version },
                      { "zlib", ln_zip_zlib_version } };
    if (index < 0 || index >= (int)(sizeof libraries / sizeof libraries[0]))
        return NULL;
    *version = libraries[index].version();
    return *version == NULL ? NULL : libraries[index].name;
}

static unsigned name_hash(const char *name)
{
    unsigned h = 2166136261u;
    for (; *name != '\0'; name++)
        h = (h ^ (unsigned char)*name) * 16777619u;
    return h;
}

static ln_status load_ops(lunula_runtime *runtime)
{
    ln_context *ctx = &runtime->ctx;
    int count = 0, slots = 64;
    while (ln_op_at(count) != NULL)
        count++;
    while (slots < 2 * count)
        slots *= 2;
    void *block;
    LN_TRY(ln_alloc(ctx, (size_t)count * sizeof *runtime->ops, "the op table", &block));
    runtime->ops = block;
    runtime->op_count = count;
    LN_TRY(ln_alloc(ctx, (size_t)slots * sizeof *runtime->op_slots, "the op table", &block));
    runtime->op_slots = block;
    runtime->op_slot_count = slots;
    memset(block, 0, (size_t)slots * sizeof *runtime->op_slots);
    for (int i = 0; i < count; i++) {
        const ln_op *op = ln_op_at(i);
        runtime->ops[i].op = op;
        LN_TRY(ln_signature_parse(ctx, op->name, op->signature, &runtime->ops[i].signature.parsed));
        unsigned at = name_hash(op->name) & (unsigned)(slots - 1);
        while (runtime->op_slots[at] != 0)
            at = (at + 1) & (unsigned)(slots - 1);
        runtime->op_slots[at] = i + 1;
    }
    return LN_OK;
}

lunula_runtime *lunula_create(const lunula_options *options)
{
    lunula_options none = { 0 };
    if (options == NULL)
        options = &none;
    ln_memory *memory = ln_memory_create(options->alloc, options->user);
    if (memory == NULL)
        return NULL;
    ln_memory_set_limit(memory, options->memory_limit);
    lunula_runtime *runtime = ln_block_alloc(memory, sizeof *runtime);
    if (runtime == NULL) {
        ln_memory_release(memory);
        return NULL;
    }
    memset(runtime, 0, sizeof *runtime);
    ln_context_init(&runtime->ctx, memory);
    ln_memory_release(memory);
    runtime->ctx.threads = options->threads;
    runtime->ctx.host_parallel = options->parallel;
    runtime->ctx.host_parallel_user = options->parallel_user;
    runtime->ctx.floatx = LN_FLOAT32;
    runtime->ctx.no_files = options->no_files;
    if (load_ops(runtime) != LN_OK) {
        lunula_free(runtime);
        return NULL;
    }
    return runtime;
}

void lunula_free(lunula_runtime *runtime)
{
    if (runtime == NULL)
        return;
    ln_context *ctx = &runtime->ctx;
    ln_memory *memory = ctx->memory;
    ln_memory_retain(memory);
    lunula_reset_names(runtime);
    ln_custom_free(runtime);
    ln_free(ctx, runtime->ops, (size_t)runtime->op_count * sizeof *runtime->ops);
    ln_free(ctx, runtime->op_slots, (size_t)runtime->op_slot_count * sizeof *runtime->op_slots);
    ln_context_free(ctx);
    ln_block_free(memory, runtime, sizeof *runtime);
    ln_memory_release(memory);
}

lunula_status lunula_last_status(const lunula_runtime *runtime)
{
    return (lunula_status)runtime->ctx.status;
}

const char *lunula_message(const lunula_runtime *runtime)
{
    return runtime->ctx.message;
}

void lunula_set_message(lunula_runtime *runtime, lunula_status status, const char *text)
{
    ln_error(&runtime->ctx, (ln_status)status, "%s", text);
}

void lunula_cancel(lunula_runtime *runtime)
{
    atomic_fetch_or(&runtime->ctx.cancel, LN_CANCEL_ASKED);
}

void lunula_resume(lunula_runtime *runtime)
{
    atomic_fetch_and(&runtime->ctx.cancel, ~LN_CANCEL_ASKED);
}

lunula_status lunula_poll(lunula_runtime *runtime)
{
    return (lunula_status)ln_check_cancel(&runtime->ctx);
}

bool lunula_is_cancelled(const lunula_runtime *runtime)
{
    return ln_must_stop(ln_context_of(runtime));
}

void lunula_set_time_limit(lunula_runtime *runtime, double seconds)
{
    ln_set_time_limit(&runtime->ctx, seconds);
}

bool lunula_hold_cancel(lunula_runtime *runtime, bool hold)
{
    int before =
        hold ? atomic_fetch_or(&runtime->ctx.cancel, LN_CANCEL_HELD) : atomic_fetch_and(&runtime->ctx.cancel, ~LN_CANCEL_HELD);
    return (before & LN_CANCEL_HELD) != 0;
}

void lunula_set_threads(lunula_runtime *runtime, int threads)
{
    ln_pool_free(&runtime->ctx);
    runtime->ctx.threads = threads < 0 ? 0 : threads;
}

int lunula_threads(const lunula_runtime *runtime)
{
    return runtime->ctx.threads;
}

void lunula_memory_info(const lunula_runtime *runtime, lunula_memory *out)
{
    const ln_memory *memory = runtime->ctx.memory;
    *out = (lunula_memory){ .live_bytes = ln_memory_live(memory),
                            .cached_bytes = ln_memory_cached(memory),
                            .live_tensors = ln_memory_tensors(memory),
                            .limit = ln_memory_limit(memory),
                            .lent_bytes = ln_memory_lent(memory),
                            .requests = ln_memory_requests(memory) };
}

void lunula_set_memory_limit(lunula_runtime *runtime, size_t bytes)
{
    ln_memory_set_limit(runtime->ctx.memory, bytes);
}

void lunula_memory_trim(lunula_runtime *runtime)
{
    ln_memory_trim(runtime->ctx.memory);
}

void *lunula_allocate(void *runtime, void *pointer, size_t old_size, size_t new_size)
{
    return ln_memory_lend(((lunula_runtime *)runtime)->ctx.memory, pointer, old_size, new_size);
}

lunula_dtype lunula_floatx(const lunula_runtime *runtime)
{
    return (lunula_dtype)runtime->ctx.floatx;
}

lunula_status lunula_set_floatx(lunula_runtime *runtime, lunula_dtype dtype)
{
    const char *name = lunula_dtype_name(dtype);
    if (name == NULL || !ln_dtype_is_float((ln_dtype)dtype))
        return (lunula_status)ln_error(&runtime->ctx, LN_ERROR_ARGUMENT, "set_floatx: expected a float dtype, got %s",
                                       name == NULL ? "none" : name);
    runtime->ctx.floatx = (int)dtype;
    return LUNULA_OK;
}

double lunula_epsilon(const lunula_runtime *runtime)
{
    return runtime->ctx.epsilon;
}

void lunula_set_epsilon(lunula_runtime *runtime, double epsilon)
{
    runtime->ctx.epsilon = epsilon;
}

lunula_status lunula_unique_name(lunula_runtime *runtime, const char *prefix, char *out, size_t size)
{
    ln_context *ctx = &runtime->ctx;
    ln_name *name = runtime->names;
    while (name != NULL && strcmp(name->prefix, prefix) != 0)
        name = name->next;
    if (name == NULL) {
        size_t bytes = sizeof *name + strlen(prefix) + 1;
        void *block;
        ln_status status = ln_alloc(ctx, bytes, "a name", &block);
        if (status != LN_OK)
            return (lunula_status)status;
        name = block;
        *name = (ln_name){ .next = runtime->names, .bytes = bytes };
        memcpy(name->prefix, prefix, strlen(prefix) + 1);
        runtime->names = name;
    }
    int written =
        name->count == 0 ? snprintf(out, size, "%s", prefix) : snprintf(out, size, "%s_%lld", prefix, (long long)name->count);
    if (written < 0 || (size_t)written >= size)
        return (lunula_status)ln_error(ctx, LN_ERROR_ARGUMENT, "a name of %d bytes is too long", written);
    name->count++;
    return LUNULA_OK;
}

void lunula_reset_names(lunula_runtime *runtime)
{
    while (runtime->names != NULL) {
        ln_name *name = runtime->names;
        runtime->names = name->next;
        ln_free(&runtime->ctx, name, name->bytes);
    }
}

const char *lunula_dtype_name(lunula_dtype dtype)
{
    return (unsigned)dtype < LN_DTYPE_COUNT ? ln_dtype_name((ln_dtype)dtype) : NULL;
}

size_t lunula_dtype_size(lunula_dtype dtype)
{
    return (unsigned)dtype < LN_DTYPE_COUNT ? ln_dtype_size((ln_dtype)dtype) : 0;
}

bool lunula_dtype_find(const char *name, lunula_dtype *out)
{
    ln_dtype dtype;
    bool found = ln_dtype_find(name, &dtype);
    if (found)
        *out = (lunula_dtype)dtype;
    return found;
}

lunula_dtype lunula_promote(const lunula_runtime *runtime, const lunula_dtype *dtypes, const bool *weak, int count)
{
    ln_type types[32];
    int n = count > 32 ? 32 : count;
    for (int i = 0; i < n; i++)
        types[i] = (ln_type){ (ln_dtype)dtypes[i], weak != NULL && weak[i] };
    return (lunula_dtype)ln_promote(types, n, (ln_dtype)runtime->ctx.floatx);
}

/* Ops ------------------------------------------------------------------------------------------------------------- */

const lunula_op *lunula_op_at(lunula_runtime *runtime, int index)
{
    return index >= runtime->op_count ? ln_custom_at(runtime, index - runtime->op_count)
           : index >= 0               ? &runtime->ops[index]
                                      : NULL;
}

const lunula_op *lunula_op_find(lunula_runtime *runtime, const char *name)
{
    unsigned mask = (unsigned)(runtime->op_slot_count - 1);
    for (unsigned at = name_hash(name) & mask; runtime->op_slots[at] != 0; at = (at + 1) & mask) {
        const lunula_op *op = &runtime->ops[runtime->op_slots[at] - 1];
        if (strcmp(op->op->name, name) == 0)
            return op;
    }
    return ln_custom_find(runtime, name);
}

const char *lunula_op_name(const lunula_op *op)
{
    return op->op->name;
}

const char *lunula_op_signature_text(const lunula_op *op)
{
    return op->op->signature;
}

const char *lunula_op_doc(const lunula_op *op)
{
    return op->op->doc;
}

const char *lunula_op_sample(const lunula_op *op)
{
    return op->op->sample;
}

bool lunula_op_is_internal(const lunula_op *op)
{
    return (op->op->flags & LN_OP_INTERNAL) != 0;
}

bool lunula_op_has_gradient(const lunula_op *op)
{
    return (op->op->flags & LN_OP_NO_GRADIENT) == 0;
}

const lunula_signature *lunula_op_signature(const lunula_op *op)
{
    return &op->signature;
}

/* Whether an argument is of a kind that its parameter takes. Pointers aren't NULL. */
static bool fits(const ln_param *p, const lunula_arg *a)
{
    if ((unsigned)a->kind > LUNULA_OBJECT || (p->takes >> a->kind & 1) == 0)
        return false;
    switch (a->kind) {
    case LUNULA_TENSOR:
        return a->as.tensor != NULL;
    case LUNULA_TENSORS:
        for (int i = 0; i < a->count; i++)
            if (a->as.tensors == NULL || a->as.tensors[i] == NULL)
                return false;
        return a->count >= 0;
    case LUNULA_INTS:
        return a->count == 0 || (a->count > 0 && a->as.ints != NULL);
    case LUNULA_STRING:
        return a->as.string != NULL;
    case LUNULA_DTYPE:
        return (unsigned)a->as.dtype < LN_DTYPE_COUNT;
    default:
        return true;
    }
}

static ln_status misfit(ln_context *ctx, const lunula_op *op, const ln_param *p, const lunula_arg *a)
{
    static const char *const kinds[] = { "None",   "a tensor", "a list of tensors", "an int",         "a float",
                                         "a bool", "a string", "a dtype",           "a list of ints", "an object" };
    const char *what = (unsigned)a->kind > LUNULA_OBJECT ? "an unknown kind" : kinds[a->kind];
    return ln_error(ctx, LN_ERROR_ARGUMENT, "%s: '%s' expected %s, got %s%s", op->op->name, p->name, ln_param_kind_name(p->kind),
                    what, a->kind == LUNULA_TENSOR && a->as.tensor == NULL ? " that is NULL" : "");
}

lunula_status lunula_call(lunula_runtime *runtime, const lunula_op *op, const lunula_arg *args, int count, lunula_tensor **outs,
                          int *out_count)
{
    if (op == NULL)
        return (lunula_status)ln_error(&runtime->ctx, LN_ERROR_ARGUMENT,
                                       "lunula_call: the op is NULL, as lunula_op_find gives it for an unknown name");
    if (count != op->signature.parsed.count)
        return (lunula_status)ln_error(&runtime->ctx, LN_ERROR_ARGUMENT, "%s: expected %d arguments, got %d", op->op->name,
                                       op->signature.parsed.count, count);
    for (int i = 0; i < count; i++)
        if (!fits(&op->signature.parsed.params[i], &args[i]))
            return (lunula_status)misfit(&runtime->ctx, op, &op->signature.parsed.params[i], &args[i]);
    return (lunula_status)ln_dispatch(&runtime->ctx, op->op, (const ln_arg *)args, count, outs, out_count);
}

lunula_status lunula_signature_create(lunula_runtime *runtime, const char *owner, const char *text, lunula_signature **out)
{
    void *block;
    ln_status status = ln_alloc(&runtime->ctx, sizeof **out, "a signature", &block);
    if (status != LN_OK)
        return (lunula_status)status;
    *out = block;
    status = ln_signature_parse(&runtime->ctx, owner, text, &(*out)->parsed);
    if (status != LN_OK) {
        lunula_signature_free(runtime, *out);
        *out = NULL;
    }
    return (lunula_status)status;
}

void lunula_signature_free(lunula_runtime *runtime, lunula_signature *signature)
{
    ln_free(&runtime->ctx, signature, sizeof *signature);
}

int lunula_signature_count(const lunula_signature *signature)
{
    return signature->parsed.count;
}

void lunula_signature_param(const lunula_signature *signature, int index, lunula_param *out)
{
    const ln_param *p = &signature->parsed.params[index];
    *out = (lunula_param){ .name = p->name,
                           .kind = (lunula_param_kind)p->kind,
                           .kind_name = ln_param_kind_name(p->kind),
                           .required = p->required,
                           .default_text = p->text,
                           .fallback = (const lunula_arg *)&p->fallback };
}
