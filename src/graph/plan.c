/* Planning: views, steps, homes, the arena. Knows of no Lua. */
#include "graph/plan.h"

#include <string.h>

#include "base/memory.h"
#include "graph/joint.h"
#include "graph/native.h"
#include "op/ops.h"

typedef struct planner {
    ln_context *ctx;
    ln_graph *graph;
    ln_plan *plan;
    ln_groups groups;
    ln_zone *zone;
    int *position; /* of each node: the step that runs it, or -1 */
    int room;      /* of plan->steps */
} planner;

/* Headers -------------------------------------------------------------------------------------------------------------- */

ln_status ln_plan_header(ln_context *ctx, ln_dtype dtype, int rank, const int64_t *shape, ln_tensor **out)
{
    ln_tensor *base;
    int64_t one = 1, strides[LN_MAX_RANK];
    LN_TRY(ln_tensor_wrap(ctx, dtype, 1, &one, NULL, NULL, NULL, &base));
    ln_shape_strides(rank, shape, strides);
    ln_status status = ln_tensor_view(ctx, base, rank, shape, strides, 0, out);
    ln_tensor_release(base);
    return status;
}

static ln_status header_like(ln_context *ctx, const ln_tensor *t, ln_tensor **out)
{
    LN_TRY(ln_plan_header(ctx, t->dtype, t->rank, t->shape, out));
    (*out)->weak = t->weak;
    return LN_OK;
}

static ln_status plain_header(planner *p, int value)
{
    const ln_tensor *t = p->graph->values[value].tensor;
    ln_place *place = &p->plan->places[value];
    place->root = value;
    return header_like(p->ctx, t, &place->header);
}

/* Lives and steps ---------------------------------------------------------------------------------------------------------------- */

static int root_of(const planner *p, int value)
{
    return p->plan->places[value].root;
}

static void read_at(planner *p, int value, int step)
{
    ln_place *root = &p->plan->places[root_of(p, value)];
    if (step > root->dies)
        root->dies = step;
}

static void made_at(planner *p, int value, int step)
{
    ln_place *place = &p->plan->places[value];
    place->born = place->dies = step;
}

static ln_step *new_step(planner *p, ln_step_kind kind)
{
    ln_step *step = &p->plan->steps[p->plan->step_count++];
    *step = (ln_step){ .kind = kind };
    return step;
}

/* The arguments of a call with each tensor replaced by its value's header. */
static ln_status bind_call(planner *p, int index, ln_call *call)
{
    const ln_node *node = &p->graph->nodes[index];
    const ln_record *r = node->record;
    ln_arg *args;
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, (size_t)r->count, sizeof *args, &args));
    int next = 0;
    for (int i = 0; i < r->count; i++) {
        args[i] = r->args[i];
        if (args[i].kind == LN_ARG_TENSOR) {
            args[i].as.tensor = p->plan->places[node->inputs[next++]].header;
        } else if (args[i].kind == LN_ARG_TENSORS) {
            ln_tensor **list;
            LN_TRY(ln_zone_alloc(p->ctx, p->zone, (size_t)args[i].count, sizeof *list, &list));
            for (int k = 0; k < args[i].count; k++)
                list[k] = p->plan->places[node->inputs[next++]].header;
            args[i].as.tensors = list;
        }
    }
    *call = (ln_call){ .ctx = p->ctx, .op = r->op, .args = args, .count = r->count, .outputs = r->out_count };
    for (int k = 0; k < r->out_count; k++)
        ln_spec_of(&call->out[k], r->outs[k]);
    return LN_OK;
}

/* Adopts the header that a view's kernel made, if it is a view of `from`. */
static bool adopt_view(planner *p, int value, int from, ln_tensor *made)
{
    ln_place *base = &p->plan->places[from], *place = &p->plan->places[value];
    if (made->storage != base->header->storage && made->size != 0)
        return false;
    place->root = base->root;
    place->offset = base->offset + (made->size == 0 ? 0 : made->data - base->header->data);
    place->header = made;
    made->weak = p->graph->values[value].tensor->weak;
    return true;
}

/* A view that strides can't express: its input is copied to C order first. */
static ln_status copy_then_reshape(planner *p, int index)
{
    const ln_node *node = &p->graph->nodes[index];
    int from = node->inputs[0], to = node->outs[0];
    LN_TRY(plain_header(p, to)); /* C order is the same for both shapes */
    ln_step *step = new_step(p, LN_STEP_COPY);
    step->from = from;
    step->target = ln_tensor_retain(p->plan->places[to].header);
    made_at(p, to, p->plan->step_count - 1);
    return LN_OK;
}

static ln_status place_view(planner *p, int index)
{
    const ln_node *node = &p->graph->nodes[index];
    ln_call call;
    LN_TRY(bind_call(p, index, &call));
    if (node->record->op == &ln_op_reshape && !ln_tensor_is_contiguous(p->plan->places[node->inputs[0]].header))
        return copy_then_reshape(p, index);
    LN_TRY(node->record->op->kernel(&call));
    ln_status status = LN_OK;
    for (int k = 0; k < call.outputs; k++) {
        if (!adopt_view(p, node->outs[k], node->inputs[0], call.result[k])) {
            ln_tensor_release(call.result[k]);
            status = ln_error(p->ctx, LN_ERROR_INTERNAL, "%s: a view that copies", node->record->op->name);
        }
    }
    return status;
}

/* Headers for a node's results, at the step that is being made. */
static ln_status place_results(planner *p, int index)
{
    const ln_node *node = &p->graph->nodes[index];
    for (int k = 0; k < node->record->out_count; k++)
        LN_TRY(plain_header(p, node->outs[k]));
    p->position[index] = p->plan->step_count - 1;
    return LN_OK;
}

/* Room for the calls of a step. */
static ln_status room_for_calls(planner *p, ln_step *step, size_t count)
{
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, count, sizeof *step->nodes, &step->nodes));
    return ln_zone_alloc(p->ctx, p->zone, count, sizeof *step->calls, &step->calls);
}

static ln_status place_call(planner *p, ln_step *step, int index)
{
    const ln_node *node = &p->graph->nodes[index];
    ln_call *call = &step->calls[step->call_count];
    step->nodes[step->call_count++] = index;
    LN_TRY(bind_call(p, index, call));
    for (int k = 0; k < node->record->out_count; k++)
        call->result[k] = p->plan->places[node->outs[k]].header;
    return LN_OK;
}

/* Orders the members of a joint step by its parts. */
static ln_status part_by_part(planner *p, ln_step *step)
{
    int last = 0, *next, *sorted;
    for (int m = 0; m < step->member_count; m++)
        last = p->groups.part[step->members[m]] > last ? p->groups.part[step->members[m]] : last;
    if (last == 0)
        return LN_OK;
    step->parts = last + 1;
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, (size_t)step->parts, sizeof *next, &next));
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, (size_t)step->member_count, sizeof *sorted, &sorted));
    for (int m = 0; m < step->member_count; m++) {
        const int part = p->groups.part[step->members[m]];
        sorted[part * (step->member_count / step->parts) + next[part]++] = step->members[m];
    }
    step->members = sorted;
    return LN_OK;
}

static ln_status place_group(planner *p, int leader)
{
    ln_step *step = new_step(p, LN_STEP_PROGRAM);
    size_t count = 0, calls = 0;
    for (int i = leader; i >= 0; i = p->groups.next[i]) {
        count++;
        calls += p->groups.absorbed[i];
    }
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, count - calls, sizeof *step->members, &step->members));
    LN_TRY(room_for_calls(p, step, calls));
    for (int i = leader; i >= 0; i = p->groups.next[i]) {
        if (ln_node_is_view(p->graph, i)) {
            LN_TRY(place_view(p, i));
            p->position[i] = p->plan->step_count - 1;
        } else {
            LN_TRY(place_results(p, i));
        }
        if (!p->groups.absorbed[i]) {
            step->members[step->member_count++] = i;
            continue;
        }
        step->kind = ln_node_hands_on(p->graph, i) ? LN_STEP_PRODUCT : LN_STEP_REDUCE;
        LN_TRY(place_call(p, step, i));
    }
    return part_by_part(p, step);
}

static ln_status place_kernel(planner *p, int index)
{
    ln_step *step = new_step(p, LN_STEP_KERNEL);
    LN_TRY(room_for_calls(p, step, 1));
    LN_TRY(place_results(p, index));
    return place_call(p, step, index);
}

static ln_status make_steps(planner *p)
{
    for (int i = 0; i < p->graph->value_count; i++) {
        const ln_value *v = &p->graph->values[i];
        ln_place *place = &p->plan->places[i];
        place->root = i;
        place->born = -1;
        if (v->kind == LN_VALUE_CONSTANT) {
            place->home = LN_HOME_CONSTANT;
            place->header = ln_tensor_retain(v->tensor);
        } else if (v->kind != LN_VALUE_RESULT) {
            place->home = v->kind == LN_VALUE_INPUT ? LN_HOME_INPUT : LN_HOME_VARIABLE;
            place->index = v->index;
            LN_TRY(plain_header(p, i));
        }
    }
    for (int i = 0; i < p->graph->node_count; i++)
        p->position[i] = -1;
    for (int i = 0; i < p->groups.count; i++) {
        int leader = p->groups.order[i];
        if (ln_node_is_view(p->graph, leader))
            LN_TRY(place_view(p, leader));
        else if (ln_node_is_loop(p->graph, leader) || p->groups.next[leader] >= 0)
            LN_TRY(place_group(p, leader));
        else
            LN_TRY(place_kernel(p, leader));
    }
    return LN_OK;
}

static void measure_node(planner *p, int index, int step)
{
    const ln_node *node = &p->graph->nodes[index];
    for (int k = 0; k < node->record->out_count; k++)
        made_at(p, node->outs[k], step);
    for (int k = 0; k < node->record->input_count; k++)
        read_at(p, node->inputs[k], step);
}

static void measure_lives(planner *p)
{
    for (int s = 0; s < p->plan->step_count; s++) {
        const ln_step *step = &p->plan->steps[s];
        for (int m = 0; m < step->member_count; m++)
            if (!ln_node_is_view(p->graph, step->members[m]))
                measure_node(p, step->members[m], s);
        for (int k = 0; k < step->call_count; k++)
            measure_node(p, step->nodes[k], s);
        if (step->kind == LN_STEP_COPY)
            read_at(p, step->from, s);
    }
}

/* Marks what a group must store: what another step, a view, a result or a variable uses. */
static void mark_stored(planner *p)
{
    const ln_graph *graph = p->graph;
    ln_binding *bindings = p->plan->bindings;
    for (int i = 0; i < graph->value_count; i++)
        bindings[i] = (ln_binding){ .header = p->plan->places[i].header, .over = -1 };
    for (int i = 0; i < graph->node_count; i++)
        for (int k = 0; graph->nodes[i].live && k < graph->nodes[i].record->input_count; k++) {
            const ln_value *v = &graph->values[graph->nodes[i].inputs[k]];
            if (v->kind == LN_VALUE_RESULT && (p->position[i] < 0 || p->position[v->index] != p->position[i]))
                bindings[graph->nodes[i].inputs[k]].stored = true;
        }
    for (int i = 0; i < graph->output_count; i++)
        bindings[graph->outputs[i]].stored = true;
    for (int i = 0; i < graph->variable_count; i++)
        bindings[graph->variables[i].last].stored = true;
    /* a view of a group's that is used outside */
    for (int i = graph->node_count; i-- > 0;)
        if (graph->nodes[i].live && p->position[i] >= 0 && ln_node_is_view(graph, i) && bindings[graph->nodes[i].outs[0]].stored)
            bindings[graph->nodes[i].inputs[0]].stored = true;
}

/* Homes ---------------------------------------------------------------------------------------------------------------- */

/* Whether element i of a value is read for element i (or row i) of a node's result alone. */
static bool reads_own_place(const ln_graph *graph, int value, const ln_node *node)
{
    const ln_tensor *t = graph->values[value].tensor;
    const ln_tensor *out = ln_node_is_loop(graph, (int)(node - graph->nodes)) ? node->record->outs[0] : node->record->inputs[0];
    bool same = t->rank == out->rank;
    for (int i = 0; same && i < t->rank; i++)
        same = t->shape[i] == out->shape[i] || (i == t->rank - 1 && t->shape[i] == 1);
    return same;
}

/* Whether a step reads memory of `root` otherwise than in its own place, or through a view, or in a reduction: behind the program. */
static bool reads_elsewhere(const planner *p, const ln_step *step, int root)
{
    for (int k = 0; k < step->call_count; k++)
        if (root_of(p, p->graph->nodes[step->nodes[k]].inputs[0]) == root)
            return true;
    for (int m = 0; m < step->member_count; m++) {
        const ln_node *node = &p->graph->nodes[step->members[m]];
        if (ln_node_is_view(p->graph, step->members[m]))
            continue;
        for (int k = 0; k < node->record->input_count; k++)
            if (root_of(p, node->inputs[k]) == root && (node->inputs[k] != root || !reads_own_place(p->graph, root, node)))
                return true;
    }
    return false;
}

/* Of each value, whether its memory is needed when all steps have run, but for a variable's next value that is its value before. */
static ln_status find_needed(planner *p, bool **needed)
{
    const ln_graph *graph = p->graph;
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, (size_t)graph->value_count, sizeof **needed, needed));
    for (int i = 0; i < graph->output_count; i++)
        (*needed)[root_of(p, graph->outputs[i])] = true;
    for (int i = 0; i < graph->variable_count; i++)
        if (root_of(p, graph->variables[i].last) != graph->variables[i].first)
            (*needed)[root_of(p, graph->variables[i].last)] = true;
    return LN_OK;
}

/* `last_fallible`: the last step before which no variable may change. */
static bool made_in_place(const planner *p, const ln_graph_variable *v, int last_fallible, const bool *needed)
{
    const ln_place *last = &p->plan->places[v->last], *first = &p->plan->places[v->first];
    if (last->root != v->last || last->home != LN_HOME_NONE || last->born < last_fallible || needed[v->first])
        return false;
    const ln_step *step = &p->plan->steps[last->born];
    if (first->dies < last->born)
        return true;
    return first->dies == last->born && (step->kind == LN_STEP_PROGRAM || step->kind == LN_STEP_REDUCE) &&
           !reads_elsewhere(p, step, v->first);
}

static void add_rebound(planner *p, ln_tensor *header, ln_home home, int index, int64_t offset)
{
    p->plan->rebound[p->plan->rebound_count++] = (ln_rebound){ header, home, index, offset };
}

/* A copy, after all steps, into the memory of a result or a variable. */
static ln_status final_copy(planner *p, int from, ln_home home, int index)
{
    const ln_tensor *t = p->plan->places[from].header;
    ln_step *step = new_step(p, LN_STEP_COPY);
    step->from = from;
    LN_TRY(header_like(p->ctx, t, &step->target));
    read_at(p, from, p->plan->step_count - 1);
    add_rebound(p, step->target, home, index, 0);
    return LN_OK;
}

static bool has_own_memory(const planner *p, int variable)
{
    const ln_graph_variable *v = &p->graph->variables[variable];
    const ln_place *place = &p->plan->places[v->last];
    return v->first == v->last ||
           (place->root == v->last && place->home == LN_HOME_VARIABLE && place->index == variable && place->born >= 0);
}

/* A variable's next value that is another's value before is saved before any variable is written: they may be swapped. */
static ln_status save_old_values(planner *p, int *sources)
{
    const ln_graph *graph = p->graph;
    for (int i = 0; i < graph->variable_count; i++) {
        int from = sources[i] = graph->variables[i].last, saved = graph->value_count + i;
        ln_place *place = &p->plan->places[saved];
        if (has_own_memory(p, i) || graph->values[root_of(p, from)].kind != LN_VALUE_VARIABLE)
            continue;
        const ln_tensor *t = p->plan->places[from].header;
        place->root = saved;
        LN_TRY(header_like(p->ctx, t, &place->header));
        ln_step *step = new_step(p, LN_STEP_COPY);
        step->from = from;
        step->target = ln_tensor_retain(place->header);
        read_at(p, from, p->plan->step_count - 1);
        made_at(p, saved, p->plan->step_count - 1);
        sources[i] = saved;
    }
    return LN_OK;
}

/* The last step that reduces, or runs a kernel and makes no variable's next value; 0 when there is none. They may fail, before they write. */
static int last_fallible(const planner *p)
{
    const ln_graph *graph = p->graph;
    for (int s = p->plan->step_count; s-- > 0;) {
        const ln_step *step = &p->plan->steps[s];
        bool late = step->kind == LN_STEP_PROGRAM || step->kind == LN_STEP_COPY;
        for (int i = 0; i < graph->variable_count && !late && step->kind != LN_STEP_REDUCE; i++)
            late = p->plan->places[graph->variables[i].last].born == s;
        if (!late)
            return s;
    }
    return 0;
}

static ln_status choose_homes(planner *p)
{
    ln_graph *graph = p->graph;
    ln_place *places = p->plan->places;
    int *sources, fallible = last_fallible(p);
    bool *needed;
    LN_TRY(find_needed(p, &needed));
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, (size_t)graph->variable_count, sizeof *sources, &sources));
    for (int i = 0; i < graph->variable_count; i++) {
        ln_graph_variable *v = &graph->variables[i];
        p->plan->writes[i] = v->first != v->last;
        if (v->first == v->last || !made_in_place(p, v, fallible, needed))
            continue;
        places[v->last].home = LN_HOME_VARIABLE;
        places[v->last].index = i;
        if (places[v->first].dies == places[v->last].born)
            p->plan->bindings[v->last].over = v->first;
        if (places[v->last].born < p->plan->first_late)
            p->plan->first_late = places[v->last].born;
    }
    LN_TRY(save_old_values(p, sources));
    for (int i = 0; i < graph->output_count; i++) {
        ln_place *place = &places[graph->outputs[i]];
        if (place->root == graph->outputs[i] && place->home == LN_HOME_NONE) {
            place->home = LN_HOME_OUTPUT;
            place->index = i;
        } else if (place->home != LN_HOME_CONSTANT) {
            LN_TRY(final_copy(p, graph->outputs[i], LN_HOME_OUTPUT, i));
        }
    }
    for (int i = 0; i < graph->variable_count; i++)
        if (!has_own_memory(p, i))
            LN_TRY(final_copy(p, sources[i], LN_HOME_VARIABLE, i));
    return LN_OK;
}

/* The last of a step's members that reads a value, or -1. */
static int last_member(const planner *p, const ln_step *step, int value)
{
    for (int m = step->member_count; m-- > 0;) {
        const ln_node *node = &p->graph->nodes[step->members[m]];
        for (int k = 0; k < node->record->input_count; k++)
            if (node->inputs[k] == value)
                return m;
    }
    return -1;
}

/* Whether a step may store what member m of its program makes over `from`, which is in the arena and read here last. Of a matrix product's step
 * that is the product alone: its operands are read by parts. */
static bool makes_way(const planner *p, const ln_step *step, int m, int from)
{
    const ln_place *place = &p->plan->places[from];
    const ln_value *v = &p->graph->values[from];
    const ln_tensor *t = v->tensor, *out = p->graph->nodes[step->members[m]].record->outs[0];
    const bool product = v->kind == LN_VALUE_RESULT && p->groups.absorbed[v->index] && step->kind == LN_STEP_PRODUCT;
    bool fits = v->kind == LN_VALUE_RESULT && place->root == from && place->home == LN_HOME_NONE && t->rank == out->rank &&
                ln_dtype_size(t->dtype) == ln_dtype_size(out->dtype) && place->dies == (int)(step - p->plan->steps) &&
                (step->kind == LN_STEP_PRODUCT ? product : p->plan->bindings[from].stored && place->born < place->dies);
    for (int i = 0; fits && i < t->rank; i++)
        fits = t->shape[i] == out->shape[i];
    for (int other = 0; fits && other < m; other++)
        fits = p->plan->bindings[p->graph->nodes[step->members[other]].outs[0]].over != from;
    return fits && last_member(p, step, from) <= m && !reads_elsewhere(p, step, from);
}

/* The value over which a step stores what member m of its program makes, or -1. */
static int replaced_by(const planner *p, const ln_step *step, int m)
{
    for (int reader = m; reader >= 0; reader--) {
        const ln_node *node = &p->graph->nodes[step->members[reader]];
        for (int k = 0; k < node->record->input_count; k++)
            if (makes_way(p, step, m, node->inputs[k]))
                return node->inputs[k];
    }
    return -1;
}

/* Results of programs that are stored over what the program reads: a cache has less to hold. */
static void store_in_place(planner *p)
{
    for (int s = 0; s < p->plan->step_count; s++) {
        const ln_step *step = &p->plan->steps[s];
        for (int m = 0; m < step->member_count; m++) {
            const int value = p->graph->nodes[step->members[m]].outs[0];
            const ln_place *place = &p->plan->places[value];
            if (p->plan->bindings[value].stored && place->root == value && place->home == LN_HOME_NONE &&
                !ln_node_is_view(p->graph, step->members[m]))
                p->plan->bindings[value].over = replaced_by(p, step, m);
        }
    }
}

/* The arena -------------------------------------------------------------------------------------------------------------- */

typedef struct gap_list {
    int *roots; /* in the arena at this step, by address */
    int count;
} gap_list;

static size_t bytes_of(const planner *p, int value)
{
    const ln_tensor *t = p->plan->places[value].header;
    return ((size_t)t->size * ln_dtype_size(t->dtype) + LN_ALIGNMENT - 1) / LN_ALIGNMENT * LN_ALIGNMENT;
}

/* Gives `value` the place of the one over which it is stored, or the first gap that is large enough. */
static void put(const planner *p, gap_list *live, int value)
{
    size_t wanted = bytes_of(p, value), at = 0;
    int place = 0;
    const int over = value < p->graph->value_count ? p->plan->bindings[value].over : -1;
    for (int i = 0; over >= 0 && i < live->count; i++)
        if (live->roots[i] == over) {
            live->roots[i] = value;
            p->plan->places[value].at = p->plan->places[over].at;
            return;
        }
    for (; place < live->count; place++) {
        const ln_place *next = &p->plan->places[live->roots[place]];
        if (next->at >= at + wanted)
            break;
        at = next->at + bytes_of(p, live->roots[place]);
    }
    memmove(live->roots + place + 1, live->roots + place, (size_t)(live->count - place) * sizeof *live->roots);
    live->roots[place] = value;
    live->count++;
    p->plan->places[value].at = at;
    if (at + wanted > p->plan->arena_bytes)
        p->plan->arena_bytes = at + wanted;
}

static ln_status lay_out(planner *p)
{
    ln_plan *plan = p->plan;
    gap_list live = { 0 };
    int *by_birth, *start;
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, (size_t)plan->place_count + 1, sizeof *live.roots, &live.roots));
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, (size_t)plan->place_count + 1, sizeof *by_birth, &by_birth));
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, (size_t)plan->step_count + 2, sizeof *start, &start));
    for (int v = 0; v < plan->place_count; v++) {
        ln_place *place = &plan->places[v];
        bool inner = v < p->graph->value_count && plan->bindings[v].header != NULL && place->born >= 0 &&
                     !plan->bindings[v].stored && p->graph->values[v].kind == LN_VALUE_RESULT &&
                     plan->steps[place->born].member_count > 0 && !p->groups.absorbed[p->graph->values[v].index];
        if (place->header != NULL && place->root == v && place->home == LN_HOME_NONE && place->born >= 0 && !inner)
            place->home = LN_HOME_ARENA;
        if (place->home == LN_HOME_ARENA)
            start[place->born + 1]++;
    }
    for (int s = 0; s < plan->step_count; s++)
        start[s + 1] += start[s];
    for (int v = plan->place_count; v-- > 0;)
        if (plan->places[v].home == LN_HOME_ARENA && plan->places[v].root == v)
            by_birth[--start[plan->places[v].born + 1]] = v;
    for (int s = 0; s < plan->step_count; s++) {
        int kept = 0;
        for (int i = 0; i < live.count; i++)
            if (plan->places[live.roots[i]].dies >= s)
                live.roots[kept++] = live.roots[i];
        live.count = kept;
        for (int i = start[s + 1];
             i < plan->place_count && plan->places[by_birth[i]].home == LN_HOME_ARENA && plan->places[by_birth[i]].born == s; i++)
            put(p, &live, by_birth[i]);
    }
    return LN_OK;
}

/* Headers that are not in the arena are listed, to be set before each run. */
static void bind_headers(planner *p)
{
    ln_plan *plan = p->plan;
    for (int v = 0; v < plan->place_count; v++) {
        ln_place *place = &plan->places[v];
        if (place->header == NULL)
            continue;
        const ln_place *root = &plan->places[place->root];
        place->home = root->home;
        place->index = root->index;
        if (root->home == LN_HOME_INPUT || root->home == LN_HOME_VARIABLE || root->home == LN_HOME_OUTPUT)
            add_rebound(p, place->header, root->home, root->index, place->offset);
    }
}

ln_status ln_plan_take(ln_context *ctx, ln_graph *graph)
{
    ln_plan *plan = graph->plan;
    void *block;
    if (plan->arena != NULL)
        return LN_OK;
    LN_TRY(ln_alloc(ctx, plan->arena_bytes, "the memory of a graph", &block));
    plan->arena = block;
    for (int v = 0; v < plan->place_count; v++) {
        const ln_place *place = &plan->places[v];
        if (place->header != NULL && place->home == LN_HOME_ARENA)
            place->header->data = plan->arena + plan->places[place->root].at + place->offset;
    }
    return LN_OK;
}

void ln_plan_shed(ln_graph *graph)
{
    if (graph->plan->arena != NULL)
        ln_block_free(graph->memory, graph->plan->arena, graph->plan->arena_bytes);
    graph->plan->arena = NULL;
}

static ln_status compile_programs(planner *p)
{
    ln_program **programs;
    int count = 0;
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, (size_t)p->plan->step_count, sizeof *programs, &programs));
    for (int s = 0; s < p->plan->step_count; s++) {
        ln_step *step = &p->plan->steps[s];
        if (step->member_count == 0)
            continue;
        if (step->parts > 0) {
            LN_TRY(ln_joint_make(p->ctx, p->graph, step));
            programs[count++] = step->program;
            continue;
        }
        ln_handed handed[LN_FILLED_MOST];
        const int handed_count = step->kind == LN_STEP_REDUCE ? step->call_count : 0;
        for (int k = 0; k < handed_count; k++)
            handed[k] = (ln_handed){ p->graph->nodes[step->nodes[k]].inputs[0], ln_reduce_takes_lanes(&step->calls[k]) };
        LN_TRY(ln_program_make(p->ctx, p->zone, p->graph, step->members, step->member_count, NULL, p->plan->bindings, handed,
                               handed_count, &step->program));
        programs[count++] = step->program;
    }
    return ln_native_make(p->ctx, p->zone, programs, count, &p->plan->code);
}

static ln_status plan_all(planner *p)
{
    ln_graph *graph = p->graph;
    ln_plan *plan = p->plan;
    size_t values = (size_t)graph->value_count, nodes = (size_t)graph->node_count, variables = (size_t)graph->variable_count;
    size_t steps = nodes + 2 * variables + (size_t)graph->output_count, places = values + variables, joint = 0;
    LN_TRY(ln_fuse(p->ctx, p->zone, graph, &p->groups));
    for (size_t i = 0; i < nodes; i++)
        joint += p->groups.part[i] == 1; /* as many nodes as its first part has */
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, places + joint * LN_JOINT_PLACES, sizeof *plan->places, &plan->places));
    plan->place_count = (int)places;
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, values, sizeof *plan->bindings, &plan->bindings));
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, steps, sizeof *plan->steps, &plan->steps));
    LN_TRY(
        ln_zone_alloc(p->ctx, p->zone, places + variables + (size_t)graph->output_count, sizeof *plan->rebound, &plan->rebound));
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, variables, sizeof *plan->writes, &plan->writes));
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, (size_t)graph->input_count, sizeof(ln_tensor *), &plan->kept));
    LN_TRY(ln_zone_alloc(p->ctx, p->zone, nodes, sizeof *p->position, &p->position));
    LN_TRY(make_steps(p));
    plan->first_late = plan->step_count;
    measure_lives(p);
    mark_stored(p);
    LN_TRY(choose_homes(p));
    store_in_place(p);
    LN_TRY(compile_programs(p));
    LN_TRY(lay_out(p));
    bind_headers(p);
    return ln_plan_verify(p->ctx, graph);
}

ln_status ln_plan_make(ln_context *ctx, ln_graph *graph)
{
    LN_TRY(ln_zone_alloc(ctx, &graph->zone, 1, sizeof *graph->plan, &graph->plan));
    planner p = { .ctx = ctx, .graph = graph, .plan = graph->plan, .zone = &graph->zone };
    return plan_all(&p);
}

void ln_plan_free(ln_graph *graph)
{
    ln_plan *plan = graph->plan;
    if (plan == NULL)
        return;
    for (int s = 0; s < plan->step_count; s++)
        ln_tensor_release(plan->steps[s].target);
    for (int v = 0; v < plan->place_count; v++)
        ln_tensor_release(plan->places[v].header);
    ln_code_unmap(&plan->code);
    ln_plan_shed(graph);
}
