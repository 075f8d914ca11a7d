/* Checks a plan against the invariants of plan.h: order, lives, memory, what is written. Knows of no Lua. */
#include "base/memory.h"
#include "graph/joint.h"

enum { ROOTS_MOST = 2048 /* above, pairs of roots are too many to look at */ };

static ln_status broken(ln_context *ctx, const char *what, int number)
{
    return ln_error(ctx, LN_ERROR_INTERNAL, "plan: %s (%d)", what, number);
}

/* What a step reads was made before, or by the step itself, and still lives. */
static ln_status check_reads(ln_context *ctx, const ln_graph *graph, int node, int step)
{
    const ln_plan *plan = graph->plan;
    for (int k = 0; k < graph->nodes[node].record->input_count; k++) {
        int value = graph->nodes[node].inputs[k];
        const ln_place *root = &plan->places[plan->places[value].root];
        if (plan->places[value].header == NULL)
            return broken(ctx, "a value that is read has no place", value);
        if (graph->values[plan->places[value].root].kind == LN_VALUE_RESULT && (root->born < 0 || root->born > step))
            return broken(ctx, "a value is read before it is made", value);
        if (root->dies < step)
            return broken(ctx, "a value is read when it no longer lives", value);
    }
    return LN_OK;
}

/* A result goes to the arena, a variable or a result of the graph, or stays inside its group. */
static ln_status check_writes(ln_context *ctx, const ln_graph *graph, int node, int step, bool member)
{
    const ln_plan *plan = graph->plan;
    for (int k = 0; k < graph->nodes[node].record->out_count; k++) {
        const ln_place *place = &plan->places[graph->nodes[node].outs[k]];
        if (ln_node_is_view(graph, node))
            continue;
        if (place->born != step)
            return broken(ctx, "a value is made by another step than its plan says", graph->nodes[node].outs[k]);
        if (place->home == LN_HOME_INPUT || place->home == LN_HOME_CONSTANT || (place->home == LN_HOME_NONE && !member))
            return broken(ctx, "a step writes what it must not", graph->nodes[node].outs[k]);
    }
    return LN_OK;
}

/* Reductions in one step reduce what its program makes or reads, all alike. */
static ln_status check_reductions(ln_context *ctx, const ln_graph *graph, const ln_step *step)
{
    const ln_record *first = graph->nodes[step->nodes[0]].record;
    for (int k = 0; k < step->call_count; k++) {
        const ln_record *r = graph->nodes[step->nodes[k]].record;
        const int value = graph->nodes[step->nodes[k]].inputs[0];
        bool known = false;
        for (int m = 0; m < step->member_count; m++) {
            const ln_node *member = &graph->nodes[step->members[m]];
            known = known || member->outs[0] == value;
            for (int i = 0; i < member->record->input_count; i++)
                known = known || member->inputs[i] == value;
        }
        if (!known)
            return broken(ctx, "a reduction reads what its program knows nothing of", value);
        if (r->inputs[0]->size != first->inputs[0]->size || r->outs[0]->size != first->outs[0]->size)
            return broken(ctx, "reductions in one step differ in shape", value);
        if (!ln_tensor_is_contiguous(graph->plan->places[value].header))
            return broken(ctx, "a reduction reads elements that do not lie side by side", value);
    }
    return LN_OK;
}

/* The parts of a joint step are alike, and none reads what another makes. */
static ln_status check_joint(ln_context *ctx, const ln_graph *graph, int index)
{
    const ln_plan *plan = graph->plan;
    const ln_step *step = &plan->steps[index];
    const int count = step->member_count / step->parts;
    for (int part = 0; part < step->parts; part++) {
        const int *nodes = step->members + part * count;
        if (!ln_joint_can(graph, nodes, count) || (part > 0 && !ln_joint_alike(graph, step->members, nodes, count)))
            return broken(ctx, "a part of a joint step is not like the first", nodes[0]);
        for (int m = 0; m < count; m++)
            for (int k = 0; k < graph->nodes[nodes[m]].record->input_count; k++) {
                const int value = graph->nodes[nodes[m]].inputs[k];
                if (plan->places[plan->places[value].root].born == index && !ln_joint_makes(graph, nodes, count, value))
                    return broken(ctx, "a part of a joint step reads what another makes", value);
            }
    }
    return LN_OK;
}

static ln_status check_steps(ln_context *ctx, const ln_graph *graph)
{
    const ln_plan *plan = graph->plan;
    for (int s = 0; s < plan->step_count; s++) {
        const ln_step *step = &plan->steps[s];
        for (int m = 0; m < step->member_count; m++) {
            LN_TRY(check_reads(ctx, graph, step->members[m], s));
            LN_TRY(check_writes(ctx, graph, step->members[m], s, true));
        }
        for (int k = 0; k < step->call_count; k++) {
            LN_TRY(check_reads(ctx, graph, step->nodes[k], s));
            LN_TRY(check_writes(ctx, graph, step->nodes[k], s, false));
        }
        if (step->parts > 0)
            LN_TRY(check_joint(ctx, graph, s));
        if (step->kind == LN_STEP_REDUCE)
            LN_TRY(check_reductions(ctx, graph, step));
        if (step->kind == LN_STEP_COPY && plan->places[plan->places[step->from].root].dies < s)
            return broken(ctx, "a value is copied when it no longer lives", step->from);
    }
    return LN_OK;
}

static size_t end_of(const ln_place *place)
{
    return place->at + (size_t)place->header->size * ln_dtype_size(place->header->dtype);
}

/* Whether the place of value `later` is that of value `before`, over which a program stores it, in the step that reads that last. */
static bool takes_over(const ln_plan *plan, int later, int before, int values)
{
    const ln_place *place = &plan->places[later], *old = &plan->places[before];
    return later < values && plan->bindings[later].over == before && old->dies == place->born && place->at == old->at &&
           end_of(place) == end_of(old) && plan->steps[place->born].member_count > 0;
}

/* Roots that live at the same time share no memory of the arena, but where one is stored over the other. */
static ln_status check_arena(ln_context *ctx, const ln_plan *plan, int values)
{
    int roots[ROOTS_MOST], count = 0;
    for (int v = 0; v < plan->place_count; v++) {
        const ln_place *place = &plan->places[v];
        if (place->header == NULL || place->root != v || place->home != LN_HOME_ARENA)
            continue;
        if (end_of(place) > plan->arena_bytes)
            return broken(ctx, "a value lies beyond the arena", v);
        if (count == ROOTS_MOST)
            return LN_OK;
        for (int i = 0; i < count; i++) {
            const ln_place *other = &plan->places[roots[i]];
            bool together = place->born <= other->dies && other->born <= place->dies;
            if (together && place->at < end_of(other) && other->at < end_of(place) && !takes_over(plan, v, roots[i], values) &&
                !takes_over(plan, roots[i], v, values))
                return broken(ctx, "two values that live together share memory", v);
        }
        roots[count++] = v;
    }
    return LN_OK;
}

/* A variable's memory is written by one step, behind everything that reads what it held; a group may read it element by element. */
static ln_status check_variables(ln_context *ctx, const ln_graph *graph)
{
    const ln_plan *plan = graph->plan;
    for (int i = 0; i < graph->variable_count; i++) {
        const ln_graph_variable *v = &graph->variables[i];
        const ln_place *last = &plan->places[v->last], *first = &plan->places[v->first];
        if (v->first == v->last || last->root != v->last || last->home != LN_HOME_VARIABLE || last->index != i || last->born < 0)
            continue;
        const ln_step *step = &plan->steps[last->born];
        bool group = step->member_count > 0;
        for (int k = 0; k < step->call_count; k++)
            group = group && plan->places[graph->nodes[step->nodes[k]].inputs[0]].root != v->first;
        if (first->dies > last->born || (first->dies == last->born && !group))
            return broken(ctx, "a variable's value is read after the next one was written", i);
        if (last->born < plan->first_late)
            return broken(ctx, "a variable is written before the steps that may", i);
    }
    return LN_OK;
}

ln_status ln_plan_verify(ln_context *ctx, const ln_graph *graph)
{
    LN_TRY(check_steps(ctx, graph));
    LN_TRY(check_arena(ctx, graph->plan, graph->value_count));
    return check_variables(ctx, graph);
}
