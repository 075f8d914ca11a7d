/* Block programs: compiling and running. Knows of no Lua. */
#include "graph/block.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"

enum { REGISTERS = 32, BLOCK_MOST = 1024, BLOCK_LEAST = 128, REGISTER_BYTES = 24 * 1024, ROW_LEAST = 128, GRAIN_WORK = 1 << 17 };

/* An operand is a tensor (its number) or a register (LN_PROGRAM_TENSORS + its number). */
typedef uint8_t operand;

typedef struct instruction {
    ln_loop_fn run;        /* or NULL: */
    ln_convert_fn convert; /* from in[0], which is loaded with a walk over all axes when it is an uneven tensor */
    operand out, in[LN_MAX_OPERANDS];
    bool walk;
    ptrdiff_t step[LN_MAX_OPERANDS]; /* of the inputs, in bytes */
    ptrdiff_t item;                  /* bytes of one output */
} instruction;

typedef struct outside {
    ln_tensor *header;
    ptrdiff_t step[LN_MAX_RANK]; /* bytes along each merged axis */
    bool even;                   /* walks the flattened elements with one step */
    ptrdiff_t flat_step;
} outside;

struct ln_program {
    int rank, tensor_count, instruction_count, register_count, block;
    int64_t size, grain;
    int64_t shape[LN_MAX_RANK];
    size_t register_bytes; /* of one */
    bool by_rows;
    int filled; /* the tensor that stands for the filled value, or -1 */
    outside *tensors;
    instruction *instructions;
};

/* Compiling ---------------------------------------------------------------------------------------------------------- */

typedef struct held {
    int value;      /* graph value, or -1 */
    ln_dtype dtype; /* what the register holds it as */
    int last_use;   /* last reading instruction's node, in the group's order */
} held;

typedef struct compiler {
    ln_context *ctx;
    ln_zone *zone;
    const ln_graph *graph;
    const ln_binding *bindings;
    const int *nodes;
    int count;
    ln_program *program;
    int *value_of; /* of each tensor, or -1 for a converted constant */
    held registers[REGISTERS];
    instruction *tail; /* stores that must come last */
    int tail_count, capacity;
    size_t widest;
} compiler;

static ln_status too_large(compiler *c)
{
    return ln_error(c->ctx, LN_ERROR_INTERNAL, "a fused group outgrew its program");
}

static ptrdiff_t step_of(const compiler *c, operand o)
{
    return o < LN_PROGRAM_TENSORS ? c->program->tensors[o].flat_step
                                  : (ptrdiff_t)ln_dtype_size(c->registers[o - LN_PROGRAM_TENSORS].dtype);
}

static ln_status emit(compiler *c, instruction i, int operands)
{
    for (int k = 0; k < operands; k++)
        i.step[k] = step_of(c, i.in[k]);
    i.item = i.out < LN_PROGRAM_TENSORS ? (ptrdiff_t)ln_dtype_size(c->program->tensors[i.out].header->dtype) : step_of(c, i.out);
    if (c->program->instruction_count + c->tail_count >= c->capacity)
        return too_large(c);
    c->program->instructions[c->program->instruction_count++] = i;
    return LN_OK;
}

/* Position in the group of the last node that reads a value. */
static int last_reader(const compiler *c, int value)
{
    int last = -1;
    for (int i = 0; i < c->count; i++) {
        const ln_node *node = &c->graph->nodes[c->nodes[i]];
        for (int k = 0; k < node->record->input_count; k++)
            if (node->inputs[k] == value)
                last = i;
    }
    return last;
}

static bool made_here(const compiler *c, int value)
{
    const ln_value *v = &c->graph->values[value];
    if (v->kind != LN_VALUE_RESULT)
        return false;
    for (int i = 0; i < c->count; i++)
        if (c->nodes[i] == v->index)
            return true;
    return false;
}

static ln_status new_register(compiler *c, int value, ln_dtype dtype, int position, int last_use, int *out)
{
    for (int r = 0; r < REGISTERS; r++)
        if (c->registers[r].last_use < position) {
            c->registers[r] = (held){ value, dtype, last_use };
            if (r >= c->program->register_count)
                c->program->register_count = r + 1;
            if (ln_dtype_size(dtype) > c->widest)
                c->widest = ln_dtype_size(dtype);
            *out = r;
            return LN_OK;
        }
    return too_large(c);
}

static ln_status add_tensor(compiler *c, ln_tensor *header, int value, int *out)
{
    ln_program *p = c->program;
    for (int i = 0; i < p->tensor_count; i++)
        if (value >= 0 && c->value_of[i] == value) {
            *out = i;
            return LN_OK;
        }
    if (p->tensor_count == LN_PROGRAM_TENSORS)
        return too_large(c);
    c->value_of[p->tensor_count] = value;
    p->tensors[p->tensor_count].header = header;
    *out = p->tensor_count++;
    return LN_OK;
}

static bool even_from(const ln_program *p, outside *t)
{
    for (int i = 0; i + 1 < p->rank; i++)
        if (t->step[i] != t->step[i + 1] * p->shape[i + 1])
            return false;
    return true;
}

/* Bytes that a tensor advances along each axis of the group's own shape. */
static void full_steps(const ln_tensor *t, int rank, ptrdiff_t *step)
{
    int missing = rank - t->rank;
    for (int i = 0; i < rank; i++)
        step[i] = i < missing || t->shape[i - missing] == 1
                      ? 0
                      : (ptrdiff_t)t->strides[i - missing] * (ptrdiff_t)ln_dtype_size(t->dtype);
}

/* Every tensor that the program touches, and the merged shape. */
static ln_status gather_tensors(compiler *c)
{
    ln_program *p = c->program;
    int at = 0;
    for (int i = 0; i < c->count; i++) {
        const ln_node *node = &c->graph->nodes[c->nodes[i]];
        for (int k = 0; k < node->record->input_count; k++)
            if (!made_here(c, node->inputs[k]))
                LN_TRY(add_tensor(c, c->bindings[node->inputs[k]].header, node->inputs[k], &at));
        const ln_binding *b = &c->bindings[node->outs[0]];
        if (b->stored || b->filled)
            LN_TRY(add_tensor(c, b->header, node->outs[0], &at));
        if (b->filled)
            p->filled = at;
    }
    const ln_tensor *whole = c->graph->nodes[c->nodes[0]].record->outs[0];
    ptrdiff_t full[LN_PROGRAM_TENSORS][LN_MAX_RANK];
    for (int t = 0; t < p->tensor_count; t++)
        full_steps(p->tensors[t].header, whole->rank, full[t]);
    p->size = whole->size;
    for (int axis = 0; axis < whole->rank; axis++) {
        int64_t n = whole->shape[axis];
        if (n == 1)
            continue;
        bool merge = p->rank > 0;
        for (int t = 0; merge && t < p->tensor_count; t++)
            merge = p->tensors[t].step[p->rank - 1] == full[t][axis] * n;
        if (merge)
            p->shape[p->rank - 1] *= n;
        else
            p->shape[p->rank++] = n;
        for (int t = 0; t < p->tensor_count; t++)
            p->tensors[t].step[p->rank - 1] = full[t][axis];
    }
    if (p->rank == 0)
        p->shape[p->rank++] = 1;
    bool all_even = true;
    for (int t = 0; t < p->tensor_count; t++) {
        outside *o = &p->tensors[t];
        o->even = even_from(p, o);
        o->flat_step = o->step[p->rank - 1];
        all_even = all_even && o->even;
    }
    p->by_rows = !all_even && p->shape[p->rank - 1] >= ROW_LEAST;
    return LN_OK;
}

/* A constant scalar converted once, as a tensor of its own. */
static ln_status converted_constant(compiler *c, const ln_tensor *from, ln_dtype dtype, int *out)
{
    ln_tensor *header;
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, 1, sizeof(ln_tensor) + 16, &header));
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, 1, 16, &header->data));
    header->dtype = dtype;
    header->size = 1;
    ln_converter(dtype, from->dtype)(1, header->data, from->data, 0);
    LN_TRY(add_tensor(c, header, -1, out));
    c->program->tensors[*out].even = true; /* its steps are 0 */
    return LN_OK;
}

/* An operand that holds `value` as `dtype`. */
static ln_status operand_of(compiler *c, int value, ln_dtype dtype, int position, operand *out)
{
    ln_program *p = c->program;
    for (int r = 0; r < p->register_count; r++)
        if (c->registers[r].value == value && c->registers[r].dtype == dtype && c->registers[r].last_use >= position) {
            *out = (operand)(LN_PROGRAM_TENSORS + r);
            return LN_OK;
        }
    instruction load = { .walk = false };
    int t = -1, r = 0;
    ln_dtype held_as = c->graph->values[value].tensor->dtype;
    bool stored_here = made_here(c, value);
    if (!stored_here || c->bindings[value].stored || c->bindings[value].filled)
        LN_TRY(add_tensor(c, c->bindings[value].header, value, &t));
    if (stored_here) /* its own dtype is in a register, or was stored */
        for (int k = 0; k < p->register_count; k++)
            if (c->registers[k].value == value && c->registers[k].dtype == held_as && c->registers[k].last_use >= position)
                t = LN_PROGRAM_TENSORS + k;
    if (t < 0)
        return ln_error(c->ctx, LN_ERROR_INTERNAL, "a fused group lost a value");
    outside *o = t < LN_PROGRAM_TENSORS ? &p->tensors[t] : NULL;
    bool uneven = o != NULL && !p->by_rows && !o->even;
    if (held_as == dtype && !uneven) {
        *out = (operand)t;
        return LN_OK;
    }
    const ln_value *v = &c->graph->values[value];
    if (v->kind == LN_VALUE_CONSTANT && v->tensor->size == 1) {
        LN_TRY(converted_constant(c, v->tensor, dtype, &t));
        *out = (operand)t;
        return LN_OK;
    }
    LN_TRY(new_register(c, value, dtype, position, last_reader(c, value), &r));
    load.convert = ln_converter(dtype, held_as);
    load.in[0] = (operand)t;
    load.out = (operand)(LN_PROGRAM_TENSORS + r);
    load.walk = uneven;
    *out = load.out;
    return emit(c, load, 1);
}

static bool reads_later(const compiler *c, int value, int position)
{
    return value >= 0 && last_reader(c, value) > position;
}

/* Where a node's result goes: memory if it is stored (and may be at once), else a register. */
static ln_status target_of(compiler *c, int value, int position, operand *out)
{
    int t = 0, r = 0;
    const ln_binding *b = &c->bindings[value];
    if (b->stored || b->filled) {
        LN_TRY(add_tensor(c, b->header, value, &t));
        if (!reads_later(c, b->over, position)) {
            *out = (operand)t;
            return LN_OK;
        }
    }
    /* the register of a value stored at the end stays taken */
    LN_TRY(new_register(c, value, b->header->dtype, position, b->stored || b->filled ? c->count : last_reader(c, value), &r));
    *out = (operand)(LN_PROGRAM_TENSORS + r);
    if (b->stored || b->filled) {
        if (c->program->instruction_count + c->tail_count >= c->capacity)
            return too_large(c);
        ptrdiff_t item = (ptrdiff_t)ln_dtype_size(b->header->dtype);
        c->tail[c->tail_count++] = (instruction){ .convert = ln_converter(b->header->dtype, b->header->dtype),
                                                  .out = (operand)t,
                                                  .in = { *out },
                                                  .step = { item },
                                                  .item = item };
    }
    return LN_OK;
}

static ln_status compile_node(compiler *c, int position)
{
    const ln_node *node = &c->graph->nodes[c->nodes[position]];
    const ln_record *r = node->record;
    int value = node->outs[0];
    ln_dtype dtype = r->outs[0]->dtype;
    ln_call call = { .ctx = c->ctx, .op = r->op, .args = r->args, .count = r->count, .outputs = 1 };
    ln_spec_of(&call.out[0], r->outs[0]);
    ln_loop loop;
    r->op->loop(&call, &loop);
    instruction i = { .run = loop.run };
    for (int k = 0; k < loop.operands; k++) {
        ln_dtype wanted = loop.run == NULL ? c->graph->values[node->inputs[k]].tensor->dtype : loop.in[k];
        LN_TRY(operand_of(c, node->inputs[k], wanted, position, &i.in[k]));
    }
    if (loop.run == NULL) {
        i.convert = ln_converter(dtype, c->graph->values[node->inputs[0]].tensor->dtype);
        LN_TRY(target_of(c, value, position, &i.out));
        return emit(c, i, 1);
    }
    if (loop.out == dtype) {
        LN_TRY(target_of(c, value, position, &i.out));
        return emit(c, i, loop.operands);
    }
    int wide = 0;
    LN_TRY(new_register(c, -1, loop.out, position, position, &wide));
    i.out = (operand)(LN_PROGRAM_TENSORS + wide);
    LN_TRY(emit(c, i, loop.operands));
    instruction narrow = { .convert = ln_converter(dtype, loop.out), .in = { i.out } };
    LN_TRY(target_of(c, value, position, &narrow.out));
    return emit(c, narrow, 1);
}

static ln_status compile(compiler *c)
{
    ln_program *p = c->program;
    c->capacity = 6 * LN_PROGRAM_NODES;
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, LN_PROGRAM_TENSORS, sizeof *p->tensors, &p->tensors));
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, LN_PROGRAM_TENSORS, sizeof *c->value_of, &c->value_of));
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, (size_t)c->capacity, sizeof *p->instructions, &p->instructions));
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, (size_t)c->capacity, sizeof *c->tail, &c->tail));
    for (int r = 0; r < REGISTERS; r++)
        c->registers[r].last_use = -1;
    p->filled = -1;
    LN_TRY(gather_tensors(c));
    for (int i = 0; i < c->count; i++)
        LN_TRY(compile_node(c, i));
    memcpy(p->instructions + p->instruction_count, c->tail, (size_t)c->tail_count * sizeof *c->tail);
    p->instruction_count += c->tail_count;
    size_t item = c->widest == 0 ? 8 : c->widest;
    int registers = p->register_count == 0 ? 1 : p->register_count;
    p->block = BLOCK_MOST;
    while (p->block > BLOCK_LEAST && (size_t)p->block * item * (size_t)registers > REGISTER_BYTES)
        p->block /= 2;
    p->register_bytes = (size_t)p->block * item;
    p->grain = GRAIN_WORK / p->instruction_count / p->block * p->block;
    if (p->grain < 4 * p->block)
        p->grain = 4 * p->block;
    return LN_OK;
}

ln_status ln_program_make(ln_context *ctx, ln_zone *zone, const ln_graph *graph, const int *nodes, int count,
                          const ln_binding *bindings, ln_program **out)
{
    LN_TRY(ln_zone_alloc(ctx, zone, 1, sizeof **out, out));
    compiler c = {
        .ctx = ctx, .zone = zone, .graph = graph, .bindings = bindings, .nodes = nodes, .count = count, .program = *out
    };
    return compile(&c);
}

bool ln_program_fits(const ln_graph *graph, const int *nodes, int count)
{
    int live[REGISTERS], outside_count = 0, live_count = 0, outside_values[LN_PROGRAM_TENSORS];
    if (count > LN_PROGRAM_NODES)
        return false;
    compiler c = { .graph = graph, .nodes = nodes, .count = count };
    for (int i = 0; i < count; i++) {
        const ln_record *r = graph->nodes[nodes[i]].record;
        int kept = 0;
        for (int k = 0; k < live_count; k++)
            if (live[k] >= i)
                live[kept++] = live[k];
        live_count = kept;
        for (int k = 0; k < r->input_count; k++) {
            int value = graph->nodes[nodes[i]].inputs[k], known = 0;
            if (made_here(&c, value))
                continue;
            while (known < outside_count && outside_values[known] != value)
                known++;
            if (known < outside_count)
                continue;
            if (outside_count == LN_PROGRAM_TENSORS - LN_PROGRAM_NODES)
                return false;
            outside_values[outside_count++] = value;
            if (graph->values[value].tensor->size > 1) { /* may need a register, to be loaded or converted */
                if (live_count == REGISTERS - 4)
                    return false;
                live[live_count++] = last_reader(&c, value);
            }
        }
        if (live_count == REGISTERS - 4)
            return false;
        live[live_count++] = last_reader(&c, graph->nodes[nodes[i]].outs[0]) + 1;
    }
    return true;
}

void ln_program_facts(const ln_program *program, int *registers, int *block, int *instructions)
{
    *registers = program->register_count;
    *block = program->block;
    *instructions = program->instruction_count;
}

/* Running ------------------------------------------------------------------------------------------------------------- */

typedef struct frame {
    void *at[LN_PROGRAM_TENSORS + REGISTERS];
    char *base[LN_PROGRAM_TENSORS]; /* where element 0 of each tensor is, or would be */
} frame;

/* Loads elements [begin, begin + n), in C order, of a tensor that does not walk evenly. */
static void load_walk(const ln_program *p, const outside *t, ln_convert_fn convert, int64_t begin, int64_t n, char *out,
                      ptrdiff_t item)
{
    const int last = p->rank - 1;
    int64_t index[LN_MAX_RANK], rest = begin;
    const char *at = t->header->data;
    for (int i = last; i >= 0; i--) {
        index[i] = rest % p->shape[i];
        rest /= p->shape[i];
        at += index[i] * t->step[i];
    }
    while (n > 0) {
        int64_t run = p->shape[last] - index[last] < n ? p->shape[last] - index[last] : n;
        convert(run, out, at, t->step[last]);
        out += run * item;
        n -= run;
        index[last] += run;
        at += run * t->step[last];
        for (int i = last; i > 0 && index[i] == p->shape[i]; i--) {
            index[i] = 0;
            index[i - 1]++;
            at += t->step[i - 1] - p->shape[i] * t->step[i];
        }
    }
}

static void run_block(const ln_program *p, frame *f, int64_t begin, int64_t n)
{
    for (const instruction *i = p->instructions, *end = i + p->instruction_count; i < end; i++) {
        if (i->run != NULL) {
            const void *in[] = { f->at[i->in[0]], f->at[i->in[1]], f->at[i->in[2]] };
            i->run(n, f->at[i->out], in, i->step);
        } else if (i->walk) {
            load_walk(p, &p->tensors[i->in[0]], i->convert, begin, n, f->at[i->out], i->item);
        } else {
            i->convert(n, f->at[i->out], f->at[i->in[0]], i->step[0]);
        }
    }
}

static void run_flat(const ln_program *p, frame *f, int64_t begin, int64_t end)
{
    for (int64_t at = begin; at < end; at += p->block) {
        int64_t n = end - at < p->block ? end - at : p->block;
        for (int t = 0; t < p->tensor_count; t++)
            f->at[t] = f->base[t] + at * p->tensors[t].flat_step;
        run_block(p, f, at, n);
    }
}

static void run_rows(const ln_program *p, frame *f, int64_t begin, int64_t end)
{
    const int last = p->rank - 1;
    int64_t length = p->shape[last];
    for (int64_t at = begin; at < end;) {
        int64_t column = at % length, row = at / length;
        int64_t n = length - column < p->block ? length - column : p->block;
        if (n > end - at)
            n = end - at;
        for (int t = 0; t < p->tensor_count; t++) {
            char *data = f->base[t] + column * p->tensors[t].step[last];
            int64_t rest = row;
            for (int i = last - 1; i >= 0; i--) {
                data += rest % p->shape[i] * p->tensors[t].step[i];
                rest /= p->shape[i];
            }
            f->at[t] = data;
        }
        run_block(p, f, at, n);
        at += n;
    }
}

/* Elements [begin, end); the filled value, if there is one, goes to `fill`. */
static void run_part(const ln_program *p, int64_t begin, int64_t end, char *fill)
{
    _Alignas(64) char registers[REGISTERS * BLOCK_LEAST * 8 > REGISTER_BYTES ? REGISTERS * BLOCK_LEAST * 8 : REGISTER_BYTES];
    frame f;
    for (int t = 0; t < p->tensor_count; t++)
        f.base[t] = p->tensors[t].header->data;
    if (p->filled >= 0) /* such that element `begin` falls on its first byte */
        f.base[p->filled] = (char *)((uintptr_t)fill - (uintptr_t)(begin * p->tensors[p->filled].flat_step));
    for (int r = 0; r < p->register_count; r++)
        f.at[LN_PROGRAM_TENSORS + r] = registers + (size_t)r * p->register_bytes;
    if (p->by_rows)
        run_rows(p, &f, begin, end);
    else
        run_flat(p, &f, begin, end);
}

static void run_range(void *data, int64_t begin, int64_t end)
{
    run_part(data, begin, end, NULL);
}

void ln_program_fill(const void *program, int64_t begin, int64_t n, void *out)
{
    run_part(program, begin, begin + n, out);
}

ln_status ln_program_run(ln_context *ctx, const ln_program *program)
{
    if (program->size <= program->grain) {
        run_range((void *)(uintptr_t)program, 0, program->size);
        return LN_OK;
    }
    return ln_parallel(ctx, program->size, program->grain, run_range, (void *)(uintptr_t)program);
}
