/* The host part of lunula.h from C: objects, functions, classes, ops, compiled models on threads, callbacks, limits, locales. Prints "ok" or what
 * failed. Compiles as C99. */
#include <locale.h>
#include <lunula.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static lunula_host *the_host;

#define CHECK(condition)                                                                                                         \
    do {                                                                                                                         \
        if (!(condition)) {                                                                                                      \
            printf("%s:%d: %s\n%s\n", __FILE__, __LINE__, #condition, the_host == NULL ? "" : lunula_host_message(the_host));    \
            return 1;                                                                                                            \
        }                                                                                                                        \
    } while (0)

static lunula_arg tensor_arg(lunula_tensor *t)
{
    lunula_arg a;
    a.kind = LUNULA_TENSOR;
    a.as.tensor = t;
    return a;
}

static lunula_arg int_arg(int64_t i)
{
    lunula_arg a;
    a.kind = LUNULA_INT;
    a.as.i = i;
    return a;
}

static lunula_arg object_arg(lunula_object *o)
{
    lunula_arg a;
    a.kind = LUNULA_OBJECT;
    a.as.object = o;
    return a;
}

static lunula_tensor *matrix(lunula_host *host, int64_t rows, int64_t columns, float first, float step)
{
    const int64_t shape[] = { rows, columns };
    float *values = malloc((size_t)(rows * columns) * sizeof *values);
    lunula_tensor *t = NULL;
    int64_t i;
    for (i = 0; i < rows * columns; i++)
        values[i] = first + step * (float)i;
    if (lunula_tensor_create(lunula_host_runtime(host), LUNULA_FLOAT32, 2, shape, values, &t) != LUNULA_OK)
        t = NULL;
    free(values);
    return t;
}

static double first_of(lunula_host *host, const lunula_arg *value)
{
    double out = NAN;
    if (value->kind == LUNULA_FLOAT)
        return value->as.f;
    if (value->kind == LUNULA_TENSOR)
        lunula_tensor_get_double(lunula_host_runtime(host), value->as.tensor, 0, &out);
    return out;
}

/* What hooks were told. */
typedef struct told {
    char printed[4096], logged[512];
    int epochs, steps;
    double first_loss, last_loss;
    int stop_after;
} told;

static void on_print(void *user, const char *text, size_t length)
{
    told *t = user;
    size_t used = strlen(t->printed);
    if (used + length + 1 < sizeof t->printed) {
        memcpy(t->printed + used, text, length);
        t->printed[used + length] = '\0';
    }
}

static void on_log(void *user, const char *text)
{
    snprintf(((told *)user)->logged, sizeof((told *)user)->logged, "%s", text);
}

static bool on_progress(void *user, const lunula_progress *at)
{
    told *t = user;
    int i;
    if (at->is_step) {
        t->steps++;
        return true;
    }
    for (i = 0; i < at->count; i++)
        if (strcmp(at->names[i], "loss") == 0) {
            if (t->epochs == 0)
                t->first_loss = at->values[i];
            t->last_loss = at->values[i];
        }
    t->epochs++;
    return t->stop_after == 0 || t->epochs < t->stop_after;
}

/* The seed: of 100000 others 6 give weights from which the first step, which lets no weight be negative, makes the loss larger (87802624 from 0.298 to 3.07,
 * and 0.367 after six). */
static const char model_script[] =
    "local keras = require 'lunula'\n"
    "keras.utils.set_random_seed(1)\n"
    "Double = keras.Loss('Double', { call = function(self, y, p) return keras.ops.mean(2 * (y - p) ^ 2, -1) end })\n"
    "keras.saving.register_keras_serializable(Double, { package = 'host' })\n"
    "Positive = keras.Constraint('Positive', { call = function(self, w) return keras.ops.maximum(w, 0) end })\n"
    "keras.saving.register_keras_serializable(Positive, { package = 'host' })\n"
    "model = keras.Sequential { keras.Input { shape = { 3 } }, keras.layers.Dense(4, { activation = 'relu' }),\n"
    "  keras.layers.Dense(1, { kernel_constraint = Positive() }) }\n"
    "model:compile { optimizer = 'sgd', loss = Double() }\n";

static int objects(lunula_host *host, told *t)
{
    lunula_arg value, results[3], args[4];
    const char *names[4] = { NULL, NULL, "epochs", "verbose" };
    lunula_object *model, *again;
    lunula_tensor *x = matrix(host, 8, 3, 0, 0.1f), *y = matrix(host, 8, 1, 1, 0.5f);
    char *json;
    int got;
    bool points;
    CHECK(x != NULL && y != NULL);
    CHECK(lunula_host_run_string(host, model_script, "=model", false) == LUNULA_OK);
    CHECK(lunula_host_get(host, "model", &value) == LUNULA_OK && value.kind == LUNULA_OBJECT);
    model = value.as.object;
    args[0] = tensor_arg(x);
    args[1] = tensor_arg(y);
    args[2] = int_arg(6);
    args[3] = int_arg(0);
    CHECK(lunula_object_call(model, "fit", args, names, 4, NULL, 0, NULL) == LUNULA_OK);
    CHECK(t->epochs == 6);
    CHECK(t->steps == 6);
    CHECK(t->last_loss < t->first_loss);
    CHECK(lunula_object_call(model, "evaluate", args, NULL, 2, results, 1, &got) == LUNULA_OK && got == 1);
    CHECK(isfinite(first_of(host, &results[0])));
    lunula_results_free(host, results, got);
    CHECK(lunula_object_call(model, "predict", args, NULL, 1, results, 1, &got) == LUNULA_OK && results[0].kind == LUNULA_TENSOR);
    CHECK(lunula_tensor_rank(results[0].as.tensor) == 2 && lunula_tensor_shape(results[0].as.tensor)[0] == 8);
    lunula_results_free(host, results, got);
    /* a loss and a constraint of the script's */
    CHECK(lunula_host_evaluate(host, NULL, "=e", NULL, 0, results, 3, &got) == LUNULA_ERROR_SCRIPT &&
          strstr(lunula_host_message(host), "the text is NULL") != NULL);
    CHECK(lunula_host_run_string(host, NULL, "=e", false) == LUNULA_ERROR_SCRIPT);
    CHECK(lunula_host_run_string(host, "", NULL, false) == LUNULA_ERROR_SCRIPT);
    CHECK(lunula_host_run_file(host, NULL, 0, NULL) == LUNULA_ERROR_SCRIPT);
    CHECK(lunula_host_evaluate(host, "return Double(), Positive(), 'te\\0xt'", "=e", NULL, 0, results, 3, &got) == LUNULA_OK &&
          got == 3);
    CHECK(results[0].kind == LUNULA_OBJECT && results[2].kind == LUNULA_STRING && results[2].count == 5 &&
          memcmp(results[2].as.string, "te\0xt", 6) == 0);
    args[1] = tensor_arg(x);
    CHECK(lunula_object_call(results[0].as.object, NULL, args, NULL, 2, &value, 1, NULL) == LUNULA_OK &&
          first_of(host, &value) == 0);
    lunula_results_free(host, &value, 1);
    CHECK(lunula_object_config(results[0].as.object, &json) == LUNULA_OK && strstr(json, "host>Double") != NULL);
    CHECK(lunula_host_from_config(host, json, &again) == LUNULA_OK);
    lunula_string_free(lunula_host_runtime(host), json);
    CHECK(lunula_object_get(again, "name", &value) == LUNULA_OK && value.kind == LUNULA_STRING);
    lunula_results_free(host, &value, 1);
    lunula_object_free(again);
    lunula_results_free(host, results, 3);
    /* what isn't there, what fails */
    CHECK(lunula_host_get(host, "keras.losses.Huber", &value) == LUNULA_OK && value.kind == LUNULA_OBJECT);
    lunula_results_free(host, &value, 1);
    CHECK(lunula_host_get(host, "no.such.thing", &value) == LUNULA_OK && value.kind == LUNULA_NONE);
    CHECK(lunula_object_call(model, "no_method", NULL, NULL, 0, NULL, 0, NULL) == LUNULA_ERROR_SCRIPT);
    CHECK(strstr(lunula_host_message(host), "no_method") != NULL);
    CHECK(lunula_host_run_string(host, "local function f() error 'deep' end f()", "=deep", false) == LUNULA_ERROR_SCRIPT);
    CHECK(strstr(lunula_host_message(host), "deep:1: deep") != NULL &&
          strstr(lunula_host_message(host), "stack traceback") != NULL);
    CHECK(lunula_host_run_file(host, "/no/such/file.lua", 0, NULL) == LUNULA_ERROR_IO);
    CHECK(lunula_host_from_config(host, "{ broken", &again) == LUNULA_ERROR_SCRIPT);
    /* values that point nowhere */
    for (got = -1; got <= LUNULA_OBJECT + 1; got++) {
        memset(args, 0, sizeof args);
        args[0].kind = (lunula_kind)got;
        args[0].count = 1;
        points =
            got == LUNULA_TENSOR || got == LUNULA_TENSORS || got == LUNULA_STRING || got == LUNULA_INTS || got == LUNULA_OBJECT;
        CHECK(lunula_host_set(host, "value", args) ==
              (points || got < 0 || got > LUNULA_OBJECT ? LUNULA_ERROR_SCRIPT : LUNULA_OK));
        CHECK(!points || strstr(lunula_host_message(host), "NULL") != NULL);
    }
    args[0].kind = LUNULA_DTYPE;
    args[0].as.dtype = (lunula_dtype)99;
    CHECK(lunula_host_set(host, "value", args) == LUNULA_ERROR_SCRIPT && lunula_dtype_name((lunula_dtype)99) == NULL);
    CHECK(lunula_host_function(host, NULL, NULL, &again) == LUNULA_ERROR_SCRIPT);
    memset(args, 0, sizeof args);
    args[0] = tensor_arg(x);
    args[3] = int_arg(0);
    /* output */
    CHECK(lunula_host_run_string(host, "print(1, nil) io.write('a', 2) warn('care', 'ful')", "=p", false) == LUNULA_OK);
    CHECK(strstr(t->printed, "1\tnil\na2") != NULL && strcmp(t->logged, "careful") == 0);
    t->epochs = 0;
    t->stop_after = 2;
    args[1] = tensor_arg(y);
    args[2] = int_arg(50);
    CHECK(lunula_object_call(model, "fit", args, names, 4, NULL, 0, NULL) == LUNULA_OK && t->epochs == 2);
    lunula_object_free(model);
    lunula_tensor_release(x);
    lunula_tensor_release(y);
    return 0;
}

/* A function, a class and an op in C ---------------------------------------------------------------------------------- */

static lunula_status add(lunula_host *host, void *user, const lunula_arg *args, int count, lunula_arg *results, int room,
                         int *got)
{
    (void)room;
    if (count != 2 || args[0].kind != LUNULA_INT || args[1].kind != LUNULA_INT) {
        lunula_set_message(lunula_host_runtime(host), LUNULA_ERROR_ARGUMENT, "add: expected two integers");
        return LUNULA_ERROR_ARGUMENT;
    }
    results[0] = int_arg(args[0].as.i + args[1].as.i + *(int *)user);
    *got = 1;
    return LUNULA_OK;
}

/* Clip:call(w): w, no larger than self.most. */
static lunula_status clip(lunula_host *host, void *user, const lunula_arg *args, int count, lunula_arg *results, int room,
                          int *got)
{
    lunula_runtime *runtime = lunula_host_runtime(host);
    lunula_arg most, both[2];
    lunula_tensor *limit, *out;
    lunula_status status;
    int outputs;
    (void)user;
    (void)room;
    if (count < 2 || args[1].kind != LUNULA_TENSOR)
        return LUNULA_ERROR_ARGUMENT;
    if (lunula_object_get(args[0].as.object, "most", &most) != LUNULA_OK)
        return LUNULA_ERROR_SCRIPT;
    status = lunula_weak_float(runtime, most.kind == LUNULA_INT ? (double)most.as.i : most.as.f, &limit);
    if (status != LUNULA_OK)
        return status;
    both[0] = args[1];
    both[1] = tensor_arg(limit);
    status = lunula_call(runtime, lunula_op_find(runtime, "minimum"), both, 2, &out, &outputs);
    lunula_tensor_release(limit);
    if (status == LUNULA_OK) {
        results[0] = tensor_arg(out);
        *got = 1;
    }
    return status;
}

/* cube(x, scale:float=1.0) = scale x^3 */
static lunula_status cube_infer(lunula_runtime *runtime, lunula_op_call *call, void *user)
{
    const lunula_tensor *x = lunula_op_arg(call, 0)->as.tensor;
    lunula_dtype dtype = lunula_tensor_dtype(x);
    (void)user;
    if (dtype != LUNULA_FLOAT32 && dtype != LUNULA_FLOAT64) {
        lunula_set_message(runtime, LUNULA_ERROR_ARGUMENT, "cube: expected float32 or float64");
        return LUNULA_ERROR_ARGUMENT;
    }
    return lunula_op_declare(call, dtype, lunula_tensor_rank(x), lunula_tensor_shape(x));
}

static lunula_status cube_kernel(lunula_runtime *runtime, lunula_op_call *call, void *user)
{
    const lunula_tensor *x = lunula_op_arg(call, 0)->as.tensor;
    const void *from = lunula_tensor_data(x);
    void *to = lunula_op_result(call, 0);
    double scale = lunula_op_arg(call, 1)->as.f;
    int64_t i, size = lunula_tensor_size(x);
    ++*(int *)user;
    for (i = 0; i < size; i++)
        if (lunula_tensor_dtype(x) == LUNULA_FLOAT32) {
            float v = ((const float *)from)[i];
            ((float *)to)[i] = (float)scale * v * v * v;
        } else {
            double v = ((const double *)from)[i];
            ((double *)to)[i] = scale * v * v * v;
        }
    return lunula_poll(runtime);
}

static lunula_status cube_gradient(lunula_runtime *runtime, lunula_op_gradient *g, void *user)
{
    /* 3 scale x^2 dy */
    lunula_tensor *x = lunula_gradient_arg(g, 0)->as.tensor, *square = NULL, *factor = NULL, *scaled = NULL, *out = NULL;
    const lunula_op *multiply = lunula_op_find(runtime, "multiply");
    lunula_arg pair[2];
    lunula_status status;
    int outputs;
    (void)user;
    if (!lunula_gradient_is_needed(g, 0))
        return LUNULA_OK;
    pair[0] = pair[1] = tensor_arg(x);
    status = lunula_call(runtime, multiply, pair, 2, &square, &outputs);
    if (status == LUNULA_OK)
        status = lunula_weak_float(runtime, 3 * lunula_gradient_arg(g, 1)->as.f, &factor);
    if (status == LUNULA_OK) {
        pair[0] = tensor_arg(square);
        pair[1] = tensor_arg(factor);
        status = lunula_call(runtime, multiply, pair, 2, &scaled, &outputs);
    }
    if (status == LUNULA_OK) {
        pair[0] = tensor_arg(scaled);
        pair[1] = tensor_arg(lunula_gradient_given(g, 0));
        status = lunula_call(runtime, multiply, pair, 2, &out, &outputs);
    }
    if (status == LUNULA_OK)
        status = lunula_gradient_set(g, 0, out);
    lunula_tensor_release(square);
    lunula_tensor_release(factor);
    lunula_tensor_release(scaled);
    lunula_tensor_release(out);
    return status;
}

static int written_in_c(lunula_host *host)
{
    static int calls;
    int offset = 100;
    lunula_object *function, *class;
    lunula_arg value;
    lunula_class_param params[1];
    lunula_member members[1];
    lunula_class_definition definition;
    lunula_op_definition op;
    CHECK(lunula_host_function(host, add, &offset, &function) == LUNULA_OK);
    value = object_arg(function);
    CHECK(lunula_host_set(host, "add", &value) == LUNULA_OK);
    lunula_object_free(function);
    CHECK(lunula_host_run_string(host, "assert(add(1, 2) == 103)", "=f", false) == LUNULA_OK);
    CHECK(lunula_host_run_string(host, "add(1, 'x')", "=f", false) == LUNULA_ERROR_SCRIPT);
    CHECK(strstr(lunula_host_message(host), "add: expected two integers") != NULL);
    memset(&definition, 0, sizeof definition);
    memset(params, 0, sizeof params);
    params[0].name = "most";
    params[0].fallback.kind = LUNULA_FLOAT;
    params[0].fallback.as.f = 0.5;
    members[0].name = "call";
    members[0].function = clip;
    definition.kind = "Constraint";
    definition.name = "Clip";
    definition.package = "host";
    definition.params = params;
    definition.param_count = 1;
    definition.members = members;
    definition.member_count = 1;
    CHECK(lunula_host_class(host, &definition, &class) == LUNULA_OK);
    lunula_object_free(class);
    CHECK(lunula_host_run_string(
              host,
              "local keras = require 'lunula' local s = keras.saving local clip = Clip { most = 2 }\n"
              "assert(clip(keras.ops.ones { 2 } * 7)[0]:item() == 2 and Clip().most == 0.5)\n"
              "local text = keras.json.encode(s.serialize_keras_object(clip)) assert(text:find('host>Clip', 1, true), text)\n"
              "assert(s.deserialize_keras_object(keras.json.decode(text)).most == 2)\n"
              "local layer = keras.layers.Dense(1, { kernel_constraint = Clip(0.01), kernel_initializer = 'ones' })\n"
              "local m = keras.Sequential { layer } m:compile { optimizer = 'sgd', loss = 'mse' }\n"
              "m:fit(keras.ops.ones { 4, 2 }, keras.ops.ones { 4, 1 }, { verbose = 0 }) "
              "assert(keras.ops.max(layer.kernel):item() <= 0.0101)",
              "=c", false) == LUNULA_OK);
    memset(&op, 0, sizeof op);
    op.name = "cube";
    op.signature = "x, scale:float=1.0";
    op.doc = "scale times x to the third.";
    op.infer = cube_infer;
    op.kernel = cube_kernel;
    op.gradient = cube_gradient;
    op.user = &calls;
    CHECK(lunula_host_op(host, &op) == LUNULA_OK);
    CHECK(lunula_host_op(host, &op) == LUNULA_ERROR_SCRIPT && strstr(lunula_host_message(host), "already") != NULL);
    CHECK(
        lunula_host_run_string(
            host,
            "local keras = require 'lunula' local x = keras.ops.convert_to_tensor { 1.0, 2.0, -3.0 }\n"
            "assert(keras.ops.cube(x, { scale = 2.0 })[1]:item() == 16 and x:cube()[2]:item() == -27)\n"
            "assert(keras.ops.cube(keras.ops.transpose(keras.ops.reshape(keras.ops.arange(4.0), { 2, 2 })))[0][1]:item() == 8)\n"
            "local v, g = keras.value_and_grad(function(t) return keras.ops.sum(keras.ops.cube(t)) end)(x) assert(g[1]:item() == "
            "12, tostring(g))\n"
            "local f = keras.jit(function(t) return keras.ops.cube(t) + 1 end) assert(f(x)[1]:item() == 9 and f(x * 2)[0]:item() "
            "== 9)\n"
            "assert(not pcall(keras.ops.cube, keras.ops.ones({ 2 }, 'int32')))\n"
            "keras.utils.check_gradient(function(t) return keras.ops.sum(keras.ops.cube(t, 0.5)) end, keras.ops.cast(x, "
            "'float64'))",
            "=o", false) == LUNULA_OK);
    CHECK(calls >= 4);
    return 0;
}

/* One compiled model for several threads ------------------------------------------------------------------------------- */

typedef struct serving {
    const lunula_graph *model;
    int number;
    float sum;
} serving;

static void *serve(void *user)
{
    serving *s = user;
    lunula_options options;
    lunula_runtime *runtime;
    lunula_graph *mine = NULL;
    const int64_t shape[] = { 2, 3 };
    float values[6] = { 0, 0, 0, 0, 0, 0 }, out[2];
    int i;
    memset(&options, 0, sizeof options);
    options.threads = 1;
    runtime = lunula_create(&options);
    s->sum = -1;
    if (runtime == NULL || lunula_graph_copy(runtime, s->model, &mine) != LUNULA_OK)
        return NULL;
    for (i = 0; i < 200; i++) {
        lunula_tensor *x, *y;
        values[0] = (float)(s->number + 1);
        if (lunula_tensor_wrap(runtime, LUNULA_FLOAT32, 2, shape, values, NULL, NULL, &x) != LUNULA_OK)
            return NULL;
        if (lunula_graph_run(runtime, mine, &x, 1, &y) != LUNULA_OK ||
            lunula_tensor_read(runtime, y, LUNULA_FLOAT32, out, sizeof out) != LUNULA_OK)
            return NULL;
        lunula_tensor_release(x);
        lunula_tensor_release(y);
        s->sum = out[0];
    }
    lunula_graph_free(mine);
    lunula_free(runtime);
    return NULL;
}

static int threads(lunula_host *host)
{
    enum { THREADS = 4 };
    pthread_t running[THREADS];
    serving s[THREADS];
    lunula_arg value;
    lunula_graph *graph;
    const int64_t shape[] = { 2, 3 };
    int i;
    CHECK(lunula_host_evaluate(host,
                               "local keras = require 'lunula' local m = keras.Sequential { keras.layers.Dense(1, { "
                               "kernel_initializer = 'ones' }) }\n"
                               "return m",
                               "=m", NULL, 0, &value, 1, NULL) == LUNULA_OK);
    CHECK(lunula_object_compile(value.as.object, LUNULA_FLOAT32, 2, shape, &graph) == LUNULA_OK);
    lunula_results_free(host, &value, 1);
    for (i = 0; i < THREADS; i++) {
        s[i].model = graph;
        s[i].number = i;
        CHECK(pthread_create(&running[i], NULL, serve, &s[i]) == 0);
    }
    for (i = 0; i < THREADS; i++)
        pthread_join(running[i], NULL);
    for (i = 0; i < THREADS; i++)
        CHECK(s[i].sum == (float)(i + 1));
    lunula_graph_free(graph);
    return 0;
}

/* What frees accepts NULL. */
static int nothing(lunula_host *host)
{
    lunula_runtime *runtime = lunula_host_runtime(host);
    lunula_free(NULL);
    lunula_host_free(NULL);
    lunula_object_free(NULL);
    lunula_tensor_release(NULL);
    lunula_variable_release(NULL);
    lunula_graph_free(NULL);
    lunula_json_free(NULL);
    lunula_tape_free(runtime, NULL);
    lunula_trace_free(runtime, NULL);
    lunula_signature_free(runtime, NULL);
    lunula_npz_close(runtime, NULL);
    lunula_zip_close(runtime, NULL);
    lunula_h5_close(runtime, NULL);
    lunula_results_free(host, NULL, 0);
    return 0;
}

/* Calls of ops that aren't there, with arguments that they don't take, and dtypes that are none end in errors. */
static int mistakes(lunula_runtime *runtime)
{
    const int64_t shape[] = { 2 };
    const lunula_op *sum = lunula_op_find(runtime, "sum");
    lunula_tensor *x, *outs[LUNULA_MAX_OUTPUTS];
    lunula_arg args[3];
    int i, k, count;
    memset(args, 0, sizeof args); /* LUNULA_NONE */
    CHECK(lunula_call(runtime, lunula_op_find(runtime, "no_such_op"), args, 1, outs, &count) == LUNULA_ERROR_ARGUMENT);
    CHECK(strstr(lunula_message(runtime), "the op is NULL") != NULL);
    CHECK(lunula_tensor_create(runtime, (lunula_dtype)99, 1, shape, NULL, &x) == LUNULA_ERROR_ARGUMENT);
    CHECK(lunula_tensor_create(runtime, LUNULA_FLOAT32, 1, shape, NULL, &x) == LUNULA_OK);
    args[0] = tensor_arg(x);
    CHECK(lunula_call(runtime, sum, args, 3, outs, &count) == LUNULA_ERROR_ARGUMENT);
    CHECK(strcmp(lunula_message(runtime), "sum: 'keepdims' expected bool, got None") == 0);
    args[2] = int_arg(1);
    CHECK(lunula_call(runtime, sum, args, 3, outs, &count) == LUNULA_ERROR_ARGUMENT);
    CHECK(strcmp(lunula_message(runtime), "sum: 'keepdims' expected bool, got an int") == 0);
    args[2].kind = LUNULA_BOOLEAN;
    args[2].as.b = false;
    CHECK(lunula_call(runtime, sum, args, 3, outs, &count) == LUNULA_OK && count == 1);
    lunula_tensor_release(outs[0]);
    /* every op with every kind, whose pointers are NULL */
    for (i = 0; lunula_op_at(runtime, i) != NULL; i++) {
        const lunula_op *op = lunula_op_at(runtime, i);
        int params = lunula_signature_count(lunula_op_signature(op));
        for (k = -1; k <= LUNULA_OBJECT + 1; k++) {
            lunula_arg all[LUNULA_MAX_PARAMS];
            int p;
            memset(all, 0, sizeof all);
            for (p = 0; p < params; p++) {
                all[p].kind = (lunula_kind)k;
                all[p].count = 1;
            }
            if (lunula_call(runtime, op, all, params, outs, &count) == LUNULA_OK)
                while (count > 0)
                    lunula_tensor_release(outs[--count]);
        }
    }
    lunula_tensor_release(x);
    return 0;
}

/* Gradients and compiled functions without any Lua: y = sum(x^3) by x, its gradient's gradient, and both as a graph. ------------- */

static lunula_status cube(lunula_runtime *runtime, lunula_tensor *x, lunula_tensor **out)
{
    lunula_arg args[2];
    lunula_tensor *squared;
    lunula_status status;
    int count;
    args[0] = tensor_arg(x);
    status = lunula_call(runtime, lunula_op_find(runtime, "square"), args, 1, &squared, &count);
    if (status != LUNULA_OK)
        return status;
    args[1] = tensor_arg(squared);
    status = lunula_call(runtime, lunula_op_find(runtime, "multiply"), args, 2, out, &count);
    lunula_tensor_release(squared);
    return status;
}

static int is_row(const lunula_tensor *t, float a, float b)
{
    const float *at = lunula_tensor_data(t);
    return t != NULL && lunula_tensor_rank(t) == 1 && at[0] == a && at[1] == b;
}

static int gradients(lunula_runtime *runtime)
{
    const int64_t shape[] = { 2 };
    const float values[] = { 2, -3 };
    lunula_tensor *x, *y, *first, *second, *symbol, *results[2];
    lunula_tape *outer, *inner;
    lunula_trace *trace;
    lunula_graph *graph;
    CHECK(lunula_tensor_create(runtime, LUNULA_FLOAT32, 1, shape, values, &x) == LUNULA_OK);
    CHECK(lunula_tape_start(runtime, &outer) == LUNULA_OK && lunula_tape_watch(runtime, outer, x) == LUNULA_OK);
    CHECK(lunula_tape_start(runtime, &inner) == LUNULA_OK && lunula_tape_watch(runtime, inner, x) == LUNULA_OK);
    CHECK(lunula_tape_is_active(inner) && lunula_is_recording(runtime));
    CHECK(cube(runtime, x, &y) == LUNULA_OK && is_row(y, 8, -27));
    lunula_tape_stop(runtime, inner);
    CHECK(lunula_tape_gradient(runtime, inner, y, NULL, &x, 1, &first) == LUNULA_OK && is_row(first, 12, 27));
    lunula_tape_stop(runtime, outer);
    CHECK(lunula_tape_gradient(runtime, outer, first, NULL, &x, 1, &second) == LUNULA_OK && is_row(second, 12, -18));
    CHECK(!lunula_is_recording(runtime));
    lunula_tape_free(runtime, inner);
    lunula_tape_free(runtime, outer);
    lunula_tensor_release(y);
    lunula_tensor_release(first);
    lunula_tensor_release(second);

    CHECK(lunula_trace_start(runtime, &trace) == LUNULA_OK && lunula_is_tracing(runtime));
    CHECK(lunula_trace_input(runtime, trace, LUNULA_FLOAT32, 1, shape, &symbol) == LUNULA_OK);
    CHECK(lunula_tape_start(runtime, &inner) == LUNULA_OK && lunula_tape_watch(runtime, inner, symbol) == LUNULA_OK);
    CHECK(cube(runtime, symbol, &results[0]) == LUNULA_OK);
    CHECK(lunula_tape_gradient(runtime, inner, results[0], NULL, &symbol, 1, &results[1]) == LUNULA_OK);
    lunula_tape_free(runtime, inner);
    CHECK(lunula_trace_compile(runtime, trace, results, 2, &graph) == LUNULA_OK);
    lunula_trace_free(runtime, trace);
    lunula_tensor_release(symbol);
    lunula_tensor_release(results[0]);
    lunula_tensor_release(results[1]);
    CHECK(lunula_graph_run(runtime, graph, &x, 1, results) == LUNULA_OK);
    CHECK(is_row(results[0], 8, -27) && is_row(results[1], 12, 27));
    lunula_tensor_release(results[0]);
    lunula_tensor_release(results[1]);
    lunula_graph_free(graph);
    lunula_tensor_release(x);
    return 0;
}

/* Memory of the host's is read and never written: not by the cache of freed blocks, nor by steps that write variables in place. */
static int wrapped(lunula_host *host)
{
    static float memory[4][2];
    const int64_t shape[] = { 4, 2 };
    lunula_arg value;
    lunula_tensor *t;
    int i;
    for (i = 0; i < 8; i++)
        memory[i / 2][i % 2] = (float)(i + 1);
    CHECK(lunula_tensor_wrap(lunula_host_runtime(host), LUNULA_FLOAT32, 2, shape, memory, NULL, NULL, &t) == LUNULA_OK);
    value = tensor_arg(t);
    CHECK(lunula_host_evaluate(host,
                               "local keras, x = require 'lunula', ...\n"
                               "local v = keras.Variable(x)\n"
                               "local double = keras.jit(function() v:assign(v * 2) end)\n"
                               "double() double() x = nil\n"
                               "assert(v.value[3][1]:item() == 32)",
                               "=w", &value, 1, NULL, 0, NULL) == LUNULA_OK);
    lunula_tensor_release(t);
    CHECK(lunula_host_run_string(host,
                                 "collectgarbage() local t = {} for i = 1, 100 do t[i] = require('lunula').ops.zeros { 8 } end",
                                 "=w", false) == LUNULA_OK);
    for (i = 0; i < 8; i++)
        CHECK(memory[i / 2][i % 2] == (float)(i + 1));
    return 0;
}

/* Views ---------------------------------------------------------------------------------------------------------------- */

/* Views of the middle two of four rows of three float64: rows, columns, strides and offset, and whether they stay inside the four. */
static int views(lunula_runtime *runtime)
{
    static const struct {
        int64_t shape[2], strides[2], offset;
        bool fits;
    } cases[] = {
        { { 2, 3 }, { 3, 1 }, 0, true },
        { { 3, 3 }, { 3, 1 }, 0, true },   /* the last row too */
        { { 3, 3 }, { 3, 1 }, 1, false },  /* one element beyond it */
        { { 4, 3 }, { 3, 1 }, -3, true },  /* all */
        { { 4, 3 }, { 3, 1 }, -4, false }, /* one element before them */
        { { 4, 3 }, { -3, -1 }, 8, true }, /* backwards */
        { { 4, 3 }, { -3, -1 }, 7, false },
        { { 1 << 20, 3 }, { 0, 1 }, 0, true },   /* one row, again and again */
        { { 0, 3 }, { 3, 1 }, INT64_MAX, true }, /* no elements */
        { { 3, 0 }, { INT64_MAX, 1 }, 0, true },
        { { 2, 3 }, { INT64_MAX, 1 }, 0, false },
        { { INT64_MAX / 64, 1 }, { 64, 1 }, 0, false },
        { { 1, 1 }, { 1, 1 }, INT64_MAX, false },
        { { 1, 1 }, { 1, 1 }, INT64_MIN, false },
        { { 1, 1 }, { 1, 1 }, INT64_MAX / 8 + 1, false }, /* bytes that overflow to few */
        { { 2, -1 }, { 3, 1 }, 0, false },
    };
    const int64_t whole[] = { 4, 3 }, middle[] = { 2, 3 }, steps[] = { 3, 1 };
    lunula_tensor *x, *base, *view;
    size_t i;
    CHECK(lunula_tensor_create(runtime, LUNULA_FLOAT64, 2, whole, NULL, &x) == LUNULA_OK);
    CHECK(lunula_tensor_view(runtime, x, 2, middle, steps, 3, &base) == LUNULA_OK);
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        lunula_status status = lunula_tensor_view(runtime, base, 2, cases[i].shape, cases[i].strides, cases[i].offset, &view);
        CHECK(status == (cases[i].fits ? LUNULA_OK : LUNULA_ERROR_ARGUMENT));
        if (status == LUNULA_OK)
            lunula_tensor_release(view);
    }
    lunula_tensor_release(base);
    lunula_tensor_release(x);
    return 0;
}

/* Rows are views, of symbols symbols, and tapes are told of them. */
static int rows(lunula_runtime *runtime)
{
    static const float values[] = { 0, 1, 2, 3, 4, 5 };
    static const struct {
        int64_t index;
        double first; /* or -1: there is no such row */
    } cases[] = { { 0, 0 }, { 2, 4 }, { -1, 4 }, { -3, 0 }, { 3, -1 }, { -4, -1 }, { INT64_MAX, -1 }, { INT64_MIN, -1 } };
    const int64_t shape[] = { 3, 2 }, unknown[] = { LUNULA_UNKNOWN, 2 }, known[] = { 3, LUNULA_UNKNOWN };
    lunula_tensor *x, *row, *again, *symbol, *sources[1], *slope;
    lunula_tape *tape;
    double value;
    size_t i;
    CHECK(lunula_tensor_create(runtime, LUNULA_FLOAT32, 2, shape, values, &x) == LUNULA_OK);
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        lunula_status status = lunula_tensor_row(runtime, x, cases[i].index, &row);
        CHECK(status == (cases[i].first < 0 ? LUNULA_ERROR_ARGUMENT : LUNULA_OK));
        if (status != LUNULA_OK)
            continue;
        CHECK(lunula_tensor_get_double(runtime, row, 0, &value) == LUNULA_OK && value == cases[i].first);
        CHECK(lunula_tensor_rank(row) == 1 && lunula_tensor_data(row) == (const float *)lunula_tensor_data(x) + (int)value);
        CHECK(lunula_tensor_row(runtime, row, -1, &again) == LUNULA_OK && lunula_tensor_rank(again) == 0);
        CHECK(lunula_tensor_get_double(runtime, again, 0, &value) == LUNULA_OK && value == cases[i].first + 1);
        lunula_tensor_release(row);
        CHECK(lunula_tensor_row(runtime, again, 0, &row) == LUNULA_ERROR_ARGUMENT);
        lunula_tensor_release(again);
    }
    CHECK(lunula_tensor_symbol(runtime, LUNULA_FLOAT32, 2, unknown, &symbol) == LUNULA_OK);
    CHECK(lunula_tensor_row(runtime, symbol, 0, &row) == LUNULA_ERROR_ARGUMENT);
    lunula_tensor_release(symbol);
    CHECK(lunula_tensor_symbol(runtime, LUNULA_FLOAT32, 2, known, &symbol) == LUNULA_OK);
    CHECK(lunula_tensor_row(runtime, symbol, -1, &row) == LUNULA_OK && lunula_tensor_is_symbol(row));
    CHECK(lunula_tensor_rank(row) == 1 && lunula_tensor_shape(row)[0] == LUNULA_UNKNOWN);
    lunula_tensor_release(row);
    lunula_tensor_release(symbol);
    CHECK(lunula_tape_start(runtime, &tape) == LUNULA_OK && lunula_tape_watch(runtime, tape, x) == LUNULA_OK);
    CHECK(lunula_tensor_row(runtime, x, 1, &row) == LUNULA_OK);
    lunula_tape_stop(runtime, tape);
    sources[0] = x;
    CHECK(lunula_tape_gradient(runtime, tape, row, NULL, sources, 1, &slope) == LUNULA_OK && slope != NULL);
    for (i = 0; i < 6; i++)
        CHECK(lunula_tensor_get_double(runtime, slope, (int64_t)i, &value) == LUNULA_OK && value == (i / 2 == 1));
    lunula_tape_free(runtime, tape);
    lunula_tensor_release(slope);
    lunula_tensor_release(row);
    lunula_tensor_release(x);
    return 0;
}

/* DLPack --------------------------------------------------------------------------------------------------------------- */

static int dlpack(lunula_host *host)
{
    lunula_runtime *runtime = lunula_host_runtime(host);
    lunula_tensor *x = matrix(host, 2, 3, 0, 1), *turned, *back;
    const int64_t shape[] = { 3, 2 }, strides[] = { 1, 3 };
    struct DLManagedTensor *managed;
    double value;
    CHECK(lunula_tensor_view(runtime, x, 2, shape, strides, 0, &turned) == LUNULA_OK);
    CHECK(lunula_tensor_to_dlpack(runtime, turned, &managed) == LUNULA_OK);
    lunula_tensor_release(turned);
    CHECK(lunula_tensor_from_dlpack(runtime, managed, &back) == LUNULA_OK);
    CHECK(lunula_tensor_get_double(runtime, back, 1, &value) == LUNULA_OK && value == 3);
    CHECK(lunula_tensor_shape(back)[0] == 3 && lunula_tensor_data(back) == NULL);
    lunula_tensor_release(x);
    lunula_tensor_release(back);
    return 0;
}

/* Cancelling from another thread ------------------------------------------------------------------------------------------ */

static void *cancel_soon(void *runtime)
{
    struct timespec pause = { 0, 100000000 };
    nanosleep(&pause, NULL);
    lunula_cancel(runtime);
    return NULL;
}

static int cancelled(const char *script)
{
    lunula_host_options options;
    lunula_host *host;
    pthread_t other;
    memset(&options, 0, sizeof options);
    options.cancellable = true;
    host = the_host = lunula_host_create(&options);
    CHECK(host != NULL);
    CHECK(pthread_create(&other, NULL, cancel_soon, lunula_host_runtime(host)) == 0);
    CHECK(lunula_host_run_string(host, script, "=c", false) == LUNULA_ERROR_CANCELLED);
    pthread_join(other, NULL);
    lunula_resume(lunula_host_runtime(host));
    CHECK(lunula_host_run_string(host, "assert(require 'lunula'.ops.ones({ 1 }):item() == 1)", "=c", false) == LUNULA_OK);
    lunula_host_free(host);
    the_host = NULL;
    return 0;
}

/* Where a comma stands for the point -------------------------------------------------------------------------------------- */

static int locales(lunula_host *host)
{
    char *json;
    lunula_object *object;
    lunula_arg value;
    struct lconv *conventions = localeconv();
    bool comma = conventions->decimal_point[0] == ',';
    CHECK(getenv("LC_ALL") == NULL || strncmp(getenv("LC_ALL"), "de_DE", 5) != 0 || comma);
    CHECK(lunula_host_run_string(host,
                                 "assert(tostring(1.5) == '1.5' and tonumber '2.5' == 2.5 and ('%.2f'):format(0.25) == '0.25')",
                                 "=l", false) == LUNULA_OK);
    CHECK(lunula_host_from_config(
              host,
              "{\"module\": \"keras.losses\", \"class_name\": \"Huber\", \"config\": {\"name\": \"huber\", \"reduction\": "
              "\"sum\", \"delta\": 1.25}, \"registered_name\": null}",
              &object) == LUNULA_OK);
    CHECK(lunula_object_get(object, "delta", &value) == LUNULA_OK && value.as.f == 1.25);
    CHECK(lunula_object_config(object, &json) == LUNULA_OK && strstr(json, "1.25") != NULL);
    lunula_string_free(lunula_host_runtime(host), json);
    lunula_object_free(object);
    CHECK((localeconv()->decimal_point[0] == ',') == comma);
    return 0;
}

/* The same with the core alone, whose calls run in the locale of the thread. */
static int core_locales(lunula_runtime *runtime)
{
    const double values[] = { 1.5, 1e-300 };
    const int64_t shape[] = { 2 };
    lunula_tensor *t;
    lunula_json *tree;
    lunula_json_value number;
    char *text;
    CHECK(lunula_tensor_create(runtime, LUNULA_FLOAT64, 1, shape, values, &t) == LUNULA_OK);
    CHECK(lunula_tensor_format(runtime, t, NULL, &text) == LUNULA_OK && strstr(text, "1.5") != NULL && strchr(text, ';') == NULL);
    CHECK(strstr(text, "1,5") == NULL);
    lunula_string_free(runtime, text);
    lunula_tensor_release(t);
    CHECK(lunula_json_parse(runtime, "[2.5, 1e3]", 10, &tree) == LUNULA_OK);
    lunula_json_get(lunula_json_child(tree), &number);
    CHECK(number.number == 2.5);
    CHECK(lunula_json_write(runtime, tree, -1, &text, NULL) == LUNULA_OK && strcmp(text, "[2.5, 1e3]") == 0);
    lunula_string_free(runtime, text);
    lunula_json_free(tree);
    CHECK(lunula_op_find(runtime, "minimum") != NULL);
    return 0;
}

int main(void)
{
    lunula_host_options options;
    lunula_memory memory;
    told t;
    lunula_host *host;
    setlocale(LC_ALL, "");
    memset(&t, 0, sizeof t);
    memset(&options, 0, sizeof options);
    options.print = on_print;
    options.log = on_log;
    options.progress = on_progress;
    options.progress_of_steps = true;
    options.user = &t;
    host = the_host = lunula_host_create(&options);
    CHECK(host != NULL && lunula_host_message(host)[0] == '\0');
    if (objects(host, &t) != 0 || written_in_c(host) != 0 || threads(host) != 0 || nothing(host) != 0 ||
        mistakes(lunula_host_runtime(host)) != 0 || gradients(lunula_host_runtime(host)) != 0 || wrapped(host) != 0 ||
        views(lunula_host_runtime(host)) != 0 || rows(lunula_host_runtime(host)) != 0 || dlpack(host) != 0 ||
        locales(host) != 0 || core_locales(lunula_host_runtime(host)) != 0)
        return 1;
    lunula_memory_info(lunula_host_runtime(host), &memory);
    CHECK(memory.lent_bytes > 0);
    lunula_host_free(host);
    the_host = NULL;
    if (cancelled("while true do end") != 0 || cancelled("while true do pcall(function() while true do end end) end") != 0 ||
        cancelled("local k = require 'lunula' local a = k.ops.ones { 500, 500 } while true do k.ops.matmul(a, a) end") != 0)
        return 1;
    puts("ok");
    return 0;
}
