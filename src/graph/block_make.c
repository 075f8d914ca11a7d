/* Compiling a group into a block program. Knows of no Lua. */
#include <string.h>

#include "base/memory.h"
#include "graph/micro.h"
#include "graph/program.h"

/* Of one member, at most: instructions, since each operand may be converted and spread, its result converted and stored; and tensors, since each
 * operand may be one and, converted, another. */
enum {
    BLOCK_MOST = 1024,
    BLOCK_LEAST = 128,
    REGISTER_BYTES = 24 * 1024,
    ROW_LEAST = 128,
    ROW_ALIGNMENT = 32,
    GRAIN_WORK = 1 << 17,
    AHEAD_LEAST = 8, /* blocks */
    MEMBER_INSTRUCTIONS = 2 * LN_MAX_OPERANDS + 3,
    MEMBER_TENSORS = 2 * LN_MAX_OPERANDS + 1
};

typedef struct held {
    int value; /* graph value, or -1 */
    ln_dtype dtype;
    bool wide;
    int last_use; /* the last member that reads it */
} held;

typedef struct compiler {
    ln_context *ctx;
    ln_zone *zone;
    const ln_graph *graph;
    const ln_group *group;
    const ln_binding *bindings;
    const ln_handed *handed;
    int handed_count;
    ln_program *program;
    int *value_of;                          /* of each tensor, or -1 for a converted constant */
    held registers[2 * LN_GROUP_REGISTERS]; /* wide ones, then narrow ones */
    ln_instruction *tail;                   /* stores that must come last */
    int tail_count, capacity, tensors_most;
    size_t widest;
} compiler;

/* A wish for an operand: a value as a dtype, for a wide or narrow instruction at a member; `dense`: its elements lie side by side. */
typedef struct wish {
    int value;
    ln_dtype dtype;
    bool wide, dense;
    int position;
} wish;

static ln_status too_large(compiler *c)
{
    return ln_error(c->ctx, LN_ERROR_INTERNAL, "a fused group outgrew its program");
}

static const ln_node *node_of(const compiler *c, int position)
{
    return &c->graph->nodes[c->group->members[position].node];
}

static bool is_wide(const compiler *c, int position)
{
    return c->group->members[position].role == LN_ROLE_WIDE;
}

/* Whether a member's value has a tensor: others than members use it. */
static bool is_kept(const compiler *c, int value)
{
    bool kept = c->bindings[value].stored;
    for (int k = 0; k < c->handed_count; k++)
        kept = kept || c->handed[k].value == value;
    return kept;
}

static ptrdiff_t step_of(const compiler *c, ln_operand o, bool narrow)
{
    const ln_program *p = c->program;
    bool narrow_operand = o < LN_GROUP_TENSORS ? p->tensors[o].narrow : o >= LN_NARROW_REGISTER;
    if (p->rows > 0 && !narrow && narrow_operand)
        return 0; /* of a single row */
    return o < LN_GROUP_TENSORS ? p->tensors[o].flat_step : (ptrdiff_t)ln_dtype_size(c->registers[o - LN_GROUP_TENSORS].dtype);
}

static ln_status emit(compiler *c, ln_instruction i)
{
    for (int k = 0; k < LN_MAX_OPERANDS; k++)
        i.step[k] = step_of(c, i.in[k], i.narrow || i.action == LN_ACT_SPREAD);
    ln_dtype dtype =
        i.out < LN_GROUP_TENSORS ? c->program->tensors[i.out].header->dtype : c->registers[i.out - LN_GROUP_TENSORS].dtype;
    i.item = (ptrdiff_t)ln_dtype_size(dtype);
    if (c->program->instruction_count + c->tail_count >= c->capacity)
        return too_large(c);
    c->program->instructions[c->program->instruction_count++] = i;
    return LN_OK;
}

/* Position of the last member that reads a value. */
static int last_reader(const compiler *c, int value)
{
    int made = ln_group_base(c->group, value), last = -1;
    if (made >= 0)
        return c->group->members[made].last_use;
    for (int i = 0; i < c->group->count; i++)
        for (int k = 0; k < node_of(c, i)->record->input_count; k++)
            if (node_of(c, i)->inputs[k] == value)
                last = i;
    return last;
}

static ln_status new_register(compiler *c, held what, int position, ln_operand *out)
{
    int first = what.wide ? 0 : LN_GROUP_REGISTERS, *count = what.wide ? &c->program->wide_count : &c->program->narrow_count;
    for (int r = first; r < first + LN_GROUP_REGISTERS; r++)
        if (c->registers[r].last_use < position) {
            c->registers[r] = what;
            if (r - first >= *count)
                *count = r - first + 1;
            if (ln_dtype_size(what.dtype) > c->widest)
                c->widest = ln_dtype_size(what.dtype);
            *out = (ln_operand)(LN_GROUP_TENSORS + r);
            return LN_OK;
        }
    return too_large(c);
}

/* The register that holds a value as `dtype`, in that width; false when none does. */
static bool find_register(const compiler *c, const wish *w, ln_dtype dtype, bool wide, ln_operand *out)
{
    int first = wide ? 0 : LN_GROUP_REGISTERS;
    for (int r = first; r < first + LN_GROUP_REGISTERS; r++) {
        const held *h = &c->registers[r];
        if (h->value == w->value && h->dtype == dtype && h->last_use >= w->position) {
            *out = (ln_operand)(LN_GROUP_TENSORS + r);
            return true;
        }
    }
    return false;
}

static ln_status add_tensor(compiler *c, ln_tensor *header, int value, bool narrow, int *out)
{
    ln_program *p = c->program;
    for (int i = 0; i < p->tensor_count; i++)
        if (value >= 0 && c->value_of[i] == value && p->tensors[i].narrow == narrow) {
            *out = i;
            return LN_OK;
        }
    if (p->tensor_count == c->tensors_most)
        return too_large(c);
    c->value_of[p->tensor_count] = value;
    p->tensors[p->tensor_count].header = header;
    p->tensors[p->tensor_count].narrow = narrow;
    p->tensors[p->tensor_count].constant = value < 0 || c->graph->values[value].kind == LN_VALUE_CONSTANT;
    *out = p->tensor_count++;
    return LN_OK;
}

/* The shape --------------------------------------------------------------------------------------------------------------- */

/* Bytes that a tensor advances along each axis of the whole shape. A narrow one may lack the last axis. */
static void full_steps(const ln_tensor *t, int rank, bool dropped, ptrdiff_t *step)
{
    int used = dropped ? rank - 1 : rank, missing = used - t->rank;
    for (int i = 0; i < used; i++)
        step[i] = i < missing || t->shape[i - missing] == 1
                      ? 0
                      : (ptrdiff_t)t->strides[i - missing] * (ptrdiff_t)ln_dtype_size(t->dtype);
    if (dropped)
        step[rank - 1] = 0;
}

/* Whether an outside tensor reads the narrow shape without its last axis: by the node that reads it. */
typedef struct walked {
    bool dropped[LN_GROUP_TENSORS];
} walked;

static ln_status gather_tensors(compiler *c, walked *walks)
{
    const ln_group *g = c->group;
    int at = 0, rank = g->whole->rank;
    for (int i = 0; i < g->count; i++) {
        const ln_member *m = &g->members[i];
        const ln_node *node = node_of(c, i);
        if (m->base != i)
            continue;
        bool dropped = (m->role == LN_ROLE_NARROW || m->role == LN_ROLE_FOLD) && node->record->outs[0]->rank == rank - 1;
        for (int k = 0; k < node->record->input_count; k++)
            if (ln_group_find(g, node->inputs[k]) < 0) {
                bool narrow = m->role == LN_ROLE_NARROW || (m->role == LN_ROLE_FOLD && k > 0);
                LN_TRY(add_tensor(c, c->bindings[node->inputs[k]].header, node->inputs[k], narrow, &at));
                walks->dropped[at] = narrow && dropped;
            }
        const ln_binding *b = &c->bindings[node->outs[0]];
        c->program->stores = c->program->stores || b->stored;
        if (is_kept(c, node->outs[0])) {
            LN_TRY(add_tensor(c, b->header, node->outs[0], g->rows && m->role != LN_ROLE_WIDE, &at));
            walks->dropped[at] = dropped;
        }
    }
    return LN_OK;
}

static ln_status hand_values(compiler *c)
{
    ln_program *p = c->program;
    for (int k = 0; k < c->handed_count; k++) {
        const int value = c->handed[k].value;
        int at = 0;
        uint8_t first = 0;
        LN_TRY(add_tensor(c, c->bindings[value].header, value, c->group->rows, &at));
        while (c->handed[first].value != value)
            first++;
        p->hands[p->hand_count++] = (ln_hand){ .tensor = (ln_operand)at,
                                               .first = first,
                                               .kept = ln_group_find(c->group, value) < 0 || c->bindings[value].stored,
                                               .summable = c->handed[k].summable };
    }
    return LN_OK;
}

/* Joins neighbouring axes along which every tensor walks evenly; the last axis of rows stays alone. */
static void merge_axes(ln_program *p, const ln_group *g, const walked *walks)
{
    const ln_tensor *whole = g->whole;
    ptrdiff_t full[LN_GROUP_TENSORS][LN_MAX_RANK];
    for (int t = 0; t < p->tensor_count; t++)
        full_steps(p->tensors[t].header, whole->rank, walks->dropped[t], full[t]);
    for (int axis = 0; axis < whole->rank; axis++) {
        int64_t n = whole->shape[axis];
        bool alone = g->rows && axis == whole->rank - 1;
        if (n == 1 && !alone)
            continue;
        bool merge = p->rank > 0 && !alone;
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
}

static bool even_over(const ln_program *p, const ln_outside *t, int rank)
{
    for (int i = 0; i + 1 < rank; i++)
        if (t->step[i] != t->step[i + 1] * p->shape[i + 1])
            return false;
    return true;
}

static void choose_cut(ln_program *p, const ln_group *g)
{
    bool all_even = true;
    for (int t = 0; t < p->tensor_count; t++) {
        ln_outside *o = &p->tensors[t];
        ptrdiff_t along = o->step[p->rank - 1], across = p->rank > 1 ? o->step[p->rank - 2] : 0;
        o->even = even_over(p, o, o->narrow ? p->rank - 1 : p->rank);
        o->flat_step = o->narrow ? across : along;
        o->block_step = g->rows ? across : along;
        all_even = all_even && o->even;
    }
    p->size = g->whole->size;
    if (!g->rows) {
        p->by_rows = !all_even && p->shape[p->rank - 1] >= ROW_LEAST;
        return;
    }
    p->length = p->shape[p->rank - 1];
    p->size /= p->length;
    p->single = p->length > BLOCK_MOST / 2;
    p->rows = p->single ? LN_SINGLES : 1;
    while (!p->single && 2 * p->rows * p->length <= BLOCK_MOST + BLOCK_MOST / 4)
        p->rows *= 2;
}

/* Operands ---------------------------------------------------------------------------------------------------------------- */

/* A constant scalar converted once, as a tensor of its own. */
static ln_status converted_constant(compiler *c, const ln_tensor *from, ln_dtype dtype, ln_operand *out)
{
    ln_tensor *header;
    int at = 0;
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, 1, sizeof(ln_tensor) + 16, &header));
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, 1, 16, &header->data));
    header->dtype = dtype;
    header->size = 1;
    ln_converter(dtype, from->dtype)(1, header->data, from->data, 0);
    LN_TRY(add_tensor(c, header, -1, false, &at));
    c->program->tensors[at].even = true; /* its steps are 0 */
    *out = (ln_operand)at;
    return LN_OK;
}

/* A narrow value repeated along its rows. */
static ln_status spread(compiler *c, const wish *w, ln_operand from, ln_operand *out)
{
    LN_TRY(new_register(c, (held){ w->value, w->dtype, true, last_reader(c, w->value) }, w->position, out));
    return emit(c, (ln_instruction){ .action = LN_ACT_SPREAD, .in = { from }, .out = *out });
}

/* Whether a wide tensor of a program of rows is one element a row, and walks the rows evenly. */
static bool is_column(const ln_program *p, const ln_outside *t)
{
    return p->rows > 0 && !t->narrow && p->rank > 1 && t->step[p->rank - 1] == 0 && even_over(p, t, p->rank - 1);
}

/* A register that nothing has used and that nothing will; false when there is none. */
static bool own_register(compiler *c, held what, ln_operand *out)
{
    what.last_use = c->group->count;
    for (int r = 0; r < LN_GROUP_REGISTERS; r++)
        if (c->registers[r].last_use < 0)
            return new_register(c, what, 0, out) == LN_OK;
    return false;
}

static ln_status operand_of(compiler *c, wish w, ln_operand *out)
{
    ln_program *p = c->program;
    int made = ln_group_base(c->group, w.value), t = -1;
    if (made >= 0)
        w.value = node_of(c, made)->outs[0];
    bool own_wide = made >= 0 ? is_wide(c, made) : w.wide, wide = w.wide && (own_wide || !p->single || w.dense);
    if (find_register(c, &w, w.dtype, wide, out))
        return LN_OK;
    if (wide && !own_wide) {
        wish narrow = w;
        ln_operand from;
        narrow.wide = narrow.dense = false;
        LN_TRY(operand_of(c, narrow, &from));
        return spread(c, &w, from, out);
    }
    ln_dtype held_as = c->graph->values[w.value].tensor->dtype;
    ln_operand source = 0;
    /* what the group makes is in a register in its own dtype, or was stored */
    if (made < 0 || !find_register(c, &w, held_as, own_wide, &source)) {
        const ln_binding *b = &c->bindings[w.value];
        if (made >= 0 && !is_kept(c, w.value))
            return ln_error(c->ctx, LN_ERROR_INTERNAL, "a fused group lost a value");
        LN_TRY(add_tensor(c, b->header, w.value, !own_wide, &t));
        source = (ln_operand)t;
    }
    const ln_outside *o = t >= 0 ? &p->tensors[t] : NULL;
    bool uneven = o != NULL && !p->by_rows && !p->single && !o->even;
    bool loose = w.dense && o != NULL && o->flat_step != (ptrdiff_t)ln_dtype_size(held_as);
    if (held_as == w.dtype && !uneven && !loose) {
        *out = source;
        return LN_OK;
    }
    const ln_value *v = &c->graph->values[w.value];
    if (v->kind == LN_VALUE_CONSTANT && v->tensor->size == 1 && !w.dense)
        return converted_constant(c, v->tensor, w.dtype, out);
    held what = { w.value, w.dtype, wide, last_reader(c, w.value) };
    bool once = wide && uneven && c->group->rows && ln_is_shared_row(o->header) && own_register(c, what, out);
    if (!once)
        LN_TRY(new_register(c, what, w.position, out));
    bool column = wide && uneven && held_as == w.dtype && is_column(p, o);
    LN_TRY(emit(c, (ln_instruction){ .action = column   ? LN_ACT_SPREAD
                                               : uneven ? LN_ACT_WALK
                                                        : LN_ACT_CONVERT,
                                     .narrow = !wide,
                                     .in = { source },
                                     .out = *out,
                                     .from = held_as,
                                     .to = w.dtype,
                                     .as.convert = ln_converter(w.dtype, held_as) }));
    if (column)
        p->instructions[p->instruction_count - 1].step[0] = o->block_step;
    if (once) { /* before the others */
        ln_instruction *first = p->instructions, load = first[p->instruction_count - 1];
        memmove(first + 1, first, (size_t)(p->instruction_count - 1) * sizeof *first);
        *first = load;
        p->once_count++;
    }
    return LN_OK;
}

static bool reads_later(const compiler *c, int value, int position)
{
    return value >= 0 && last_reader(c, value) > position;
}

/* Where a member's result goes: memory if it is stored (and may be at once), else a register. */
static ln_status target_of(compiler *c, int position, ln_operand *out)
{
    int value = node_of(c, position)->outs[0], t = 0;
    const ln_binding *b = &c->bindings[value];
    bool kept = is_kept(c, value), wide = is_wide(c, position);
    if (kept) {
        LN_TRY(add_tensor(c, b->header, value, c->group->rows && !wide, &t));
        if (!reads_later(c, b->over, position)) {
            *out = (ln_operand)t;
            return LN_OK;
        }
    }
    /* the register of a value stored at the end stays taken */
    LN_TRY(
        new_register(c, (held){ value, b->header->dtype, wide, kept ? c->group->count : last_reader(c, value) }, position, out));
    if (kept) {
        if (c->program->instruction_count + c->tail_count >= c->capacity)
            return too_large(c);
        ptrdiff_t item = (ptrdiff_t)ln_dtype_size(b->header->dtype);
        c->tail[c->tail_count++] = (ln_instruction){ .action = LN_ACT_CONVERT,
                                                     .narrow = !wide,
                                                     .out = (ln_operand)t,
                                                     .in = { *out },
                                                     .from = b->header->dtype,
                                                     .to = b->header->dtype,
                                                     .step = { item },
                                                     .item = item,
                                                     .as.convert = ln_converter(b->header->dtype, b->header->dtype) };
    }
    return LN_OK;
}

/* Members ----------------------------------------------------------------------------------------------------------------- */

static ln_status compile_fold(compiler *c, int position)
{
    const ln_node *node = node_of(c, position);
    const ln_record *r = node->record;
    const ln_call call = ln_record_call(r, c->ctx);
    const bool pick = ln_node_is_pick(c->graph, c->group->members[position].node);
    ln_instruction i = { .action = pick ? LN_ACT_PICK : LN_ACT_FOLD, .narrow = true };
    if (!pick)
        ln_reduce_row_fold(&call, r->outs[0]->dtype, &i.as.fold);
    LN_TRY(operand_of(c, (wish){ node->inputs[0], pick ? r->outs[0]->dtype : i.as.fold.from, true, true, position }, &i.in[0]));
    if (pick)
        LN_TRY(operand_of(c, (wish){ node->inputs[1], LN_INT32, false, true, position }, &i.in[1]));
    LN_TRY(target_of(c, position, &i.out));
    return emit(c, i);
}

static ln_status compile_loop(compiler *c, int position)
{
    const ln_node *node = node_of(c, position);
    const ln_record *r = node->record;
    bool wide = is_wide(c, position);
    ln_dtype dtype = r->outs[0]->dtype;
    ln_loop loop;
    ln_record_loop(r, c->ctx, &loop);
    ln_instruction i = { .action = loop.run == NULL ? LN_ACT_CONVERT : LN_ACT_LOOP, .narrow = !wide };
    for (int k = 0; k < loop.operands; k++) {
        ln_dtype wanted = loop.run == NULL ? c->graph->values[node->inputs[k]].tensor->dtype : loop.in[k];
        LN_TRY(operand_of(c, (wish){ node->inputs[k], wanted, wide, false, position }, &i.in[k]));
    }
    if (loop.run == NULL) {
        i.from = c->graph->values[node->inputs[0]].tensor->dtype;
        i.to = dtype;
        i.as.convert = ln_converter(i.to, i.from);
        LN_TRY(target_of(c, position, &i.out));
        return emit(c, i);
    }
    i.as.loop = loop.run;
    i.row = loop.operands == 3 ? LN_ROW_COUNT : ln_elementwise_number(r->op);
    i.from = loop.in[loop.operands - 1];
    i.to = loop.out;
    if (loop.out == dtype) {
        LN_TRY(target_of(c, position, &i.out));
        return emit(c, i);
    }
    LN_TRY(new_register(c, (held){ -1, loop.out, wide, position }, position, &i.out));
    LN_TRY(emit(c, i));
    ln_instruction narrow = { .action = LN_ACT_CONVERT,
                              .narrow = !wide,
                              .in = { i.out },
                              .from = loop.out,
                              .to = dtype,
                              .as.convert = ln_converter(dtype, loop.out) };
    LN_TRY(target_of(c, position, &narrow.out));
    return emit(c, narrow);
}

/* Whether what an operand holds of the rows of a block stands at even steps: of `item` bytes in a register. */
static bool is_even(const ln_program *p, ln_operand o, ptrdiff_t item)
{
    if (o < LN_WIDE_REGISTER)
        return p->tensors[o].even;
    return o < LN_NARROW_REGISTER ? p->row_bytes == (size_t)p->length * (size_t)item : p->item == (size_t)item;
}

/* Which instructions of a program of single rows take all rows of a block at once. */
static void find_together(ln_program *p)
{
    for (int k = 0; k < p->instruction_count; k++) {
        ln_instruction *i = &p->instructions[k];
        i->together = i->narrow && is_even(p, i->out, i->item);
        for (int q = 0; q < ln_micros_operands(i); q++)
            i->together = i->together && is_even(p, i->in[q], i->step[q]);
    }
}

/* How many elements a register holds, and how many a thread takes at a time. */
static void choose_block(compiler *c)
{
    ln_program *p = c->program;
    size_t item = c->widest == 0 ? 8 : c->widest;
    size_t wide = p->wide_count == 0 ? 1 : (size_t)p->wide_count, narrow = (size_t)p->narrow_count;
    p->item = item;
    p->row_bytes = ((size_t)p->length * item + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
    if (p->rows > 0) {
        const size_t row = p->single ? p->row_bytes : (size_t)p->length * item;
        while (p->rows > 1 && (size_t)p->rows * (row * wide + item * narrow) > REGISTER_BYTES)
            p->rows /= 2;
        p->block = p->rows * (int)p->length;
        p->grain = GRAIN_WORK / p->instruction_count / p->block * p->rows;
        p->grain = p->grain < 4 * p->rows ? 4 * p->rows : p->grain;
    } else {
        p->block = BLOCK_MOST;
        while (p->block > BLOCK_LEAST && (size_t)p->block * item * wide > REGISTER_BYTES)
            p->block /= 2;
        p->grain = GRAIN_WORK / p->instruction_count / p->block * p->block;
        p->grain = p->grain < 4 * p->block ? 4 * p->block : p->grain;
    }
    const size_t bytes = p->single ? (size_t)p->rows * p->row_bytes : (size_t)p->block * item;
    p->wide_bytes = (bytes + LN_ALIGNMENT - 1) / LN_ALIGNMENT * LN_ALIGNMENT;
    p->narrow_bytes = ((size_t)p->rows * item + LN_ALIGNMENT - 1) / LN_ALIGNMENT * LN_ALIGNMENT;
}

/* Whether a program of rows reads a tensor's rows one behind the other, items of that size. */
static bool is_stream(const ln_program *p, int t, size_t item)
{
    const ln_outside *o = &p->tensors[t];
    bool stream = !o->narrow && o->even && ln_dtype_size(o->header->dtype) == item && o->flat_step == (ptrdiff_t)item &&
                  o->block_step == o->flat_step * p->length;
    for (int i = 0; stream && i < p->instruction_count; i++)
        stream = p->instructions[i].out != t;
    return stream;
}

/* Folds work in cache for long; meanwhile each asks for what will be read of one stream. More at once would crowd out what other threads read: native
 * code or a pick that reads one of the other streams asks for that. */
static void look_ahead(ln_program *p)
{
    int t = 0;
    if (p->rows == 0 || p->single || p->size < AHEAD_LEAST * p->rows)
        return;
    for (int i = 0; i < p->instruction_count; i++) {
        ln_instruction *at = &p->instructions[i];
        if (at->action != LN_ACT_FOLD)
            continue;
        while (t < p->tensor_count && !is_stream(p, t, ln_dtype_size(at->as.fold.from)))
            t++;
        at->asks = t < p->tensor_count;
        at->ahead = (ln_operand)t++;
    }
    for (; t < p->tensor_count; t++)
        p->tensors[t].asked = is_stream(p, t, sizeof(float));
}

static ln_status compile(compiler *c)
{
    ln_program *p = c->program;
    walked walks = { { false } };
    const int tensors = MEMBER_TENSORS * c->group->count + c->handed_count;
    c->capacity = MEMBER_INSTRUCTIONS * c->group->count;
    c->tensors_most = tensors < LN_GROUP_TENSORS ? tensors : LN_GROUP_TENSORS;
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, (size_t)c->tensors_most, sizeof *p->tensors, &p->tensors));
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, (size_t)c->tensors_most, sizeof *c->value_of, &c->value_of));
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, (size_t)c->capacity, sizeof *p->instructions, &p->instructions));
    LN_TRY(ln_zone_alloc(c->ctx, c->zone, (size_t)c->group->count, sizeof *c->tail, &c->tail));
    for (int r = 0; r < 2 * LN_GROUP_REGISTERS; r++)
        c->registers[r].last_use = -1;
    LN_TRY(gather_tensors(c, &walks));
    LN_TRY(hand_values(c));
    merge_axes(p, c->group, &walks);
    choose_cut(p, c->group);
    for (int i = 0; i < c->group->count; i++) {
        if (c->group->members[i].base != i)
            continue;
        LN_TRY(c->group->members[i].role == LN_ROLE_FOLD ? compile_fold(c, i) : compile_loop(c, i));
    }
    memcpy(p->instructions + p->instruction_count, c->tail, (size_t)c->tail_count * sizeof *c->tail);
    p->instruction_count += c->tail_count;
    choose_block(c);
    find_together(p);
    look_ahead(p);
    bool fits = p->wide_bytes * (size_t)p->wide_count + p->narrow_bytes * (size_t)p->narrow_count <= LN_GROUP_BYTES;
    return fits ? LN_OK : too_large(c);
}

ln_status ln_program_make(ln_context *ctx, ln_zone *zone, const ln_graph *graph, const int *nodes, int count,
                          const ln_tensor *whole, const ln_binding *bindings, const ln_handed *handed, int handed_count,
                          ln_program **out)
{
    ln_group group;
    LN_TRY(ln_zone_alloc(ctx, zone, 1, sizeof **out, out));
    compiler c = { .ctx = ctx,
                   .zone = zone,
                   .graph = graph,
                   .group = &group,
                   .bindings = bindings,
                   .handed = handed,
                   .handed_count = handed_count,
                   .program = *out };
    if (!ln_group_make(ctx, graph, nodes, count, &group))
        return too_large(&c);
    if (whole != NULL)
        group.whole = whole;
    return compile(&c);
}

void ln_program_facts(const ln_program *program, int *registers, int *block, int *rows, int *instructions)
{
    *registers = program->wide_count + program->narrow_count;
    *block = program->block;
    *rows = program->rows;
    *instructions = program->instruction_count;
}
