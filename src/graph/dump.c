/* Graphs as text, for people. Knows of no Lua. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "graph/plan.h"
#include "tensor/print.h"

typedef struct writer {
    ln_context *ctx;
    char *text;
    size_t length, capacity;
    ln_status status;
} writer;

static void put(writer *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(writer *w, const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    size_t n = strlen(line);
    if (w->status == LN_OK && w->length + n + 1 > w->capacity) {
        size_t capacity = 2 * (w->length + n + 1) + 4096;
        void *block;
        w->status = ln_alloc(w->ctx, capacity, "a graph's text", &block);
        if (w->status != LN_OK)
            return;
        if (w->length > 0)
            memcpy(block, w->text, w->length);
        ln_free(w->ctx, w->text, w->capacity);
        w->text = block;
        w->capacity = capacity;
    }
    if (w->status != LN_OK)
        return;
    memcpy(w->text + w->length, line, n + 1);
    w->length += n;
}

static void put_spec(writer *w, const ln_tensor *t)
{
    char shape[LN_SHAPE_TEXT];
    put(w, "%s%s", ln_dtype_name(t->dtype), ln_shape_text(t->rank, t->shape, shape, sizeof shape));
}

/* "%3", "in0", "var2", or a scalar constant itself. */
static void put_value(writer *w, const ln_graph *graph, int value)
{
    const ln_value *v = &graph->values[value];
    if (v->kind == LN_VALUE_INPUT)
        put(w, "in%d", v->index);
    else if (v->kind == LN_VALUE_VARIABLE)
        put(w, "var%d", v->index);
    else if (v->kind == LN_VALUE_RESULT)
        put(w, "%%%d", value);
    else if (v->tensor->size == 1)
        put(w, "%.9g", ln_tensor_get_double(v->tensor, 0));
    else {
        put(w, "constant ");
        put_spec(w, v->tensor);
    }
}

static void put_home(writer *w, const ln_place *place)
{
    static const char *const names[] = { "inside", "arena", "argument", "variable", "result", "constant" };
    put(w, "%s", names[place->home]);
    if (place->home == LN_HOME_ARENA)
        put(w, " at %zu", place->at);
    else if (place->home != LN_HOME_NONE && place->home != LN_HOME_CONSTANT)
        put(w, " %d", place->index);
}

static void put_node(writer *w, const ln_graph *graph, int index)
{
    const ln_node *node = &graph->nodes[index];
    put(w, "    ");
    for (int k = 0; k < node->record->out_count; k++)
        put(w, "%s%%%d", k > 0 ? ", " : "", node->outs[k]);
    put(w, " = %s(", node->record->op->name);
    for (int k = 0; k < node->record->input_count; k++) {
        put(w, "%s", k > 0 ? ", " : "");
        put_value(w, graph, node->inputs[k]);
    }
    put(w, ") ");
    put_spec(w, node->record->outs[0]);
    put(w, "  ");
    put_home(w, &graph->plan->places[node->outs[0]]);
    put(w, "\n");
}

static void put_step(writer *w, const ln_graph *graph, int index)
{
    const ln_plan *plan = graph->plan;
    const ln_step *step = &plan->steps[index];
    put(w, "step %d: ", index);
    if (step->member_count > 0) {
        int registers, block, rows, instructions;
        ln_program_facts(step->program, &registers, &block, &rows, &instructions);
        put(w, "%sfused, %d ops in %d instructions, %d registers, blocks of ",
            step->kind == LN_STEP_PRODUCT ? "matmul, then " : "", step->member_count, instructions, registers);
        if (rows > 0)
            put(w, "%d rows of ", rows);
        put(w, "%d", rows > 0 ? block / rows : block);
        if (step->parts > 0)
            put(w, ", of %d groups together", step->parts);
        for (int k = 0; step->kind == LN_STEP_REDUCE && k < step->call_count; k++)
            put(w, "%s%s", k == 0 ? ", into " : " and ", step->calls[k].op->name);
    } else {
        put(w, "%s", step->kind == LN_STEP_COPY ? "copy" : step->calls->op->name);
    }
    if (plan->timed_runs > 0)
        put(w, "; %.3g us", step->seconds / (double)plan->timed_runs * 1e6);
    put(w, "\n");
    for (int m = 0; m < step->member_count; m++)
        put_node(w, graph, step->members[m]);
    for (int k = 0; k < step->call_count; k++)
        put_node(w, graph, step->nodes[k]);
    if (step->kind == LN_STEP_COPY) {
        put(w, "    ");
        if (step->from < graph->value_count)
            put_value(w, graph, step->from);
        else
            put(w, "saved %d", step->from - graph->value_count);
        put(w, "\n");
    }
}

ln_status ln_graph_dump(ln_context *ctx, const ln_graph *graph, char **text)
{
    writer w = { .ctx = ctx };
    put(&w, "%d arguments, %d results, %d variables, %d steps, arena of %zu bytes\n", graph->input_count, graph->output_count,
        graph->variable_count, graph->plan->step_count, graph->plan->arena_bytes);
    for (int i = 0; i < graph->input_count; i++) {
        put(&w, "  in%d ", i);
        put_spec(&w, graph->values[graph->inputs[i]].tensor);
        put(&w, "\n");
    }
    for (int i = 0; i < graph->variable_count; i++) {
        put(&w, "  var%d ", i);
        put_spec(&w, graph->values[graph->variables[i].first].tensor);
        if (graph->variables[i].last != graph->variables[i].first) {
            put(&w, " becomes ");
            put_value(&w, graph, graph->variables[i].last);
        }
        put(&w, "\n");
    }
    for (int i = 0; i < graph->plan->step_count; i++)
        put_step(&w, graph, i);
    for (int i = 0; i < graph->output_count; i++) {
        put(&w, "result %d: ", i);
        put_value(&w, graph, graph->outputs[i]);
        put(&w, "\n");
    }
    if (w.status == LN_OK)
        w.status = ln_string_new(ctx, w.text, w.length, text);
    ln_free(ctx, w.text, w.capacity);
    return w.status;
}
