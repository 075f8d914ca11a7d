/* Lets allocations fail, one after the other: sweep FOLDER STRIDE LOAD_STRIDE. For each piece of work and n = 1, 1 + STRIDE, ... allocation number
 * n fails: alone, with the next (Lua tries once more when it has collected its garbage), and with all that follow, until the work no longer makes that
 * many. LOAD_STRIDE is that of making a host; a host's first script, in which much is loaded and made, takes steps five times as long.
 * A failure must end in LUNULA_ERROR_MEMORY (or be got over), lose nothing and leave the host usable. Allocations are those of the
 * host's allocator; with -DEVERY_MALLOC those of malloc in the whole process, so that libraries which know of no allocator are in it too;
 * work with files may then name another error. No message is a raw one of Lua's. Models are saved in FOLDER. Prints what was failed, and "ok" or
 * what went wrong. */
#include <lunula.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long calls, fail_at; /* calls since it was armed; 0: none fails */
static enum { ALONE, TWICE, FOR_GOOD, MODES } mode;
static const char *const mode_names[] = { "", " and the next", " and all others" };
static long blocks, bytes; /* live, of the allocator */

static int must_fail(void)
{
    if (fail_at == 0)
        return 0;
    calls++;
    return calls == fail_at || (mode == TWICE && calls == fail_at + 1) || (mode == FOR_GOOD && calls > fail_at);
}

#ifdef EVERY_MALLOC
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

void *malloc(size_t size)
{
    return must_fail() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return must_fail() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return must_fail() ? NULL : __libc_realloc(block, size);
}
#define ALLOCATOR NULL
#define NAMES_ANOTHER true
#else
static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    void *fresh;
    (void)user;
    if (new_size == 0) {
        blocks -= block != NULL;
        bytes -= block != NULL ? (long)old_size : 0;
        free(block);
        return NULL;
    }
    if ((block == NULL || new_size > old_size) && must_fail())
        return NULL;
    fresh = realloc(block, new_size);
    blocks += fresh != NULL && block == NULL;
    bytes += fresh != NULL ? (long)new_size - (block != NULL ? (long)old_size : 0) : 0;
    return fresh;
}
#define ALLOCATOR allocate
#define NAMES_ANOTHER false
#endif

static void arm(long at, int how)
{
    calls = 0;
    fail_at = at;
    mode = how;
}

static void disarm(void)
{
    fail_at = 0;
}

static lunula_host *create(void)
{
    lunula_host_options options;
    memset(&options, 0, sizeof options);
    options.runtime.alloc = ALLOCATOR;
    options.runtime.threads = 1;
    return lunula_host_create(&options);
}

static const char prelude[] =
    "keras = require 'lunula'\n"
    "x, y = keras.ops.ones { 4, 3 }, keras.ops.ones { 4, 1 }\n"
    "Half = keras.Constraint('Half', { params = { { 'by', 0.5 } }, call = function(self, w) return w * self.by end })\n"
    "keras.saving.register_keras_serializable(Half, { replace = true })\n"
    "function make()\n"
    "  local m = keras.Sequential { keras.Input { shape = { 3 } }, keras.layers.Dense(2, { activation = 'relu' }),\n"
    "    keras.layers.Dense(1, { kernel_constraint = Half() }) }\n"
    "  m:compile { optimizer = 'adam', loss = 'mse' }\n"
    "  return m\n"
    "end\n"
    "model = make() model:fit(x, y, { verbose = 0 }) text = keras.json.encode(keras.saving.serialize_keras_object(model))\n"
    "model:save(folder .. '/model.keras') model:save_weights(folder .. '/model.weights.h5')\n";

/* A compiled model, copied to a runtime of its own, which uses the same allocator, and run there. */
static lunula_status copy_and_run(const lunula_graph *graph)
{
    const float values[6] = { 1, 2, 3, 4, 5, 6 };
    const int64_t shape[] = { 2, 3 };
    lunula_options options;
    lunula_runtime *runtime;
    lunula_graph *copy = NULL;
    lunula_tensor *x = NULL, *y = NULL;
    lunula_status status;
    memset(&options, 0, sizeof options);
    options.alloc = ALLOCATOR;
    options.threads = 1;
    runtime = lunula_create(&options);
    if (runtime == NULL)
        return LUNULA_ERROR_MEMORY;
    status = lunula_graph_copy(runtime, graph, &copy);
    if (status == LUNULA_OK)
        status = lunula_tensor_create(runtime, LUNULA_FLOAT32, 2, shape, values, &x);
    if (status == LUNULA_OK)
        status = lunula_graph_run(runtime, copy, &x, 1, &y);
    lunula_tensor_release(x);
    lunula_tensor_release(y);
    lunula_graph_free(copy);
    lunula_free(runtime);
    return status;
}

static lunula_status serve(lunula_host *host)
{
    const int64_t shape[] = { 2, 3 };
    lunula_arg model;
    lunula_graph *graph;
    lunula_status status = lunula_host_get(host, "model", &model);
    if (status != LUNULA_OK)
        return status;
    status = lunula_object_compile(model.as.object, LUNULA_FLOAT32, 2, shape, &graph);
    lunula_results_free(host, &model, 1);
    if (status != LUNULA_OK)
        return status;
    status = copy_and_run(graph);
    lunula_graph_free(graph);
    return status;
}

/* Gives back its argument, a text and an object. */
static lunula_status echo(lunula_host *host, void *user, const lunula_arg *args, int count, lunula_arg *results, int room,
                          int *got)
{
    (void)host;
    (void)user;
    if (count != 1 || room < 2 || args[0].kind != LUNULA_TENSOR)
        return LUNULA_ERROR_ARGUMENT;
    results[0].kind = LUNULA_TENSOR;
    results[0].as.tensor = lunula_tensor_retain(args[0].as.tensor);
    results[1].kind = LUNULA_STRING;
    results[1].as.string = "text";
    *got = 2;
    return LUNULA_OK;
}

/* A function in C, called from Lua with values that go there and back. */
static lunula_status call_back(lunula_host *host)
{
    lunula_arg argument, results[3];
    lunula_object *function;
    lunula_status status = lunula_host_function(host, echo, NULL, &function);
    int got = 0;
    if (status != LUNULA_OK)
        return status;
    argument.kind = LUNULA_OBJECT;
    argument.as.object = function;
    status = lunula_host_evaluate(host, "local echo = ... local t, text = echo(x) return t, text, { t }", "=call", &argument, 1,
                                  results, 3, &got);
    lunula_results_free(host, results, got);
    lunula_object_free(function);
    return status;
}

/* Work is a script or a function; `files` where it reads or writes some, through libraries that may say otherwise what was missing. */
static const struct {
    const char *name, *script;
    lunula_status (*run)(lunula_host *host);
    int files;
} works[] = {
    { "make a model", "make()", NULL, false },
    { "train", "local m = make() m:fit(x, y, { verbose = 0, epochs = 2, batch_size = 2 })", NULL, false },
    { "train eagerly", "model.run_eagerly = true model:fit(x, y, { verbose = 0 }) model.run_eagerly = false", NULL, false },
    { "serialize", "assert(#keras.json.encode(keras.saving.serialize_keras_object(model)) > 100)", NULL, false },
    { "load a config", "assert(keras.saving.deserialize_keras_object(keras.json.decode(text)))", NULL, false },
    { "predict", "assert(make():predict(x, { verbose = 0 }).shape[1] == 4)", NULL, false },
    { "predict, compiled before", "assert(model:predict(x, { verbose = 0 }).shape[1] == 4)", NULL, false },
    { "save", "model:save(folder .. '/saved.keras')", NULL, true },
    { "load a model", "assert(keras.saving.load_model(folder .. '/model.keras'):predict(x, { verbose = 0 }).shape[1] == 4)", NULL,
      true },
    { "save weights", "model:save_weights(folder .. '/saved.weights.h5')", NULL, true },
    { "load weights", "make():load_weights(folder .. '/model.weights.h5')", NULL, true },
    { "arrays in files",
      "keras.io.save_npz(folder .. '/saved.npz', { x = x, y = y }, { compressed = true }) assert(keras.io.load_npz(folder .. "
      "'/saved.npz').x)",
      NULL, true },
    { "an own loss's gradient",
      "local L = keras.Loss('L', { call = function(self, a, b) return keras.ops.mean((a - b) ^ 2, -1) end })\n"
      "local _, g = keras.value_and_grad(function(w) return L()(y, keras.ops.matmul(x, w)) end)(keras.ops.ones { 3, 1 })",
      NULL, false },
    { "compile a model and run a copy of it", NULL, serve, false },
    { "a function in C", NULL, call_back, false },
};

/* Whether work ended as it may where memory was short. */
static int is_expected(lunula_host *host, lunula_status status, int files)
{
    static const char *const raw[] = { "attempt to", "assertion failed", "bad argument" };
    size_t i;
    if (status == LUNULA_OK)
        return true;
    for (i = 0; i < sizeof raw / sizeof *raw; i++)
        if (strstr(lunula_host_message(host), raw[i]) != NULL)
            return false;
    return status == LUNULA_ERROR_MEMORY || (NAMES_ANOTHER && files);
}

static lunula_status work(lunula_host *host, int w)
{
    return works[w].run != NULL ? works[w].run(host) : lunula_host_run_string(host, works[w].script, "=work", false);
}

static long live(lunula_host *host)
{
    lunula_memory memory;
    lunula_host_run_string(host, "collectgarbage() collectgarbage()", "=collect", false);
    lunula_memory_info(lunula_host_runtime(host), &memory);
    return (long)memory.live_tensors;
}

static int is_usable(lunula_host *host)
{
    return lunula_host_run_string(host,
                                  "assert(keras.ops.sum(x):item() == 12 and model:predict(x, { verbose = 0 }).shape[1] == 4)",
                                  "=usable", false) == LUNULA_OK;
}

static int sweep_work(lunula_host *host, int w, long stride, long *failed)
{
    long n, before = live(host), met = 0;
    int how;
    for (how = 0; how < MODES; how++)
        for (n = 1;; n += stride) {
            lunula_status status;
            int reached;
            lunula_memory_trim(lunula_host_runtime(host)); /* what is kept for reuse would serve without an allocation */
            arm(n, how);
            status = work(host, w);
            reached = calls >= n;
            disarm();
            if (!is_expected(host, status, works[w].files)) {
                printf("%s, allocation %ld%s: status %d: %s\n", works[w].name, n, mode_names[how], status,
                       lunula_host_message(host));
                return 1;
            }
            if (!reached)
                break;
            met++;
            if (live(host) > before) {
                printf("%s, allocation %ld%s: %ld tensors lost\n", works[w].name, n, mode_names[how], live(host) - before);
                return 1;
            }
            if (!is_usable(host)) {
                printf("%s, allocation %ld%s: not usable: %s\n", works[w].name, n, mode_names[how], lunula_host_message(host));
                return 1;
            }
        }
    printf("%s: %ld\n", works[w].name, met);
    *failed += met;
    return 0;
}

static int sweep_creation(long stride, long *failed)
{
    long n, met = 0;
    int how;
    for (how = 0; how < MODES; how++)
        for (n = 1;; n += stride) {
            lunula_host *host;
            int reached;
            arm(n, how);
            host = create();
            reached = calls >= n;
            disarm();
            if (host != NULL && lunula_host_message(host)[0] != '\0') {
                printf("load, allocation %ld%s: %s\n", n, mode_names[how], lunula_host_message(host));
                return 1;
            }
            lunula_host_free(host);
            if (blocks != 0 || bytes != 0) {
                printf("load, allocation %ld%s: %ld blocks, %ld bytes lost\n", n, mode_names[how], blocks, bytes);
                return 1;
            }
            if (!reached)
                break;
            met++;
        }
    printf("load: %ld\n", met);
    *failed += met;
    return 0;
}

static lunula_status run_prelude(lunula_host *host, const char *folder)
{
    lunula_arg value;
    lunula_status status;
    value.kind = LUNULA_STRING;
    value.as.string = folder;
    status = lunula_host_set(host, "folder", &value);
    return status != LUNULA_OK ? status : lunula_host_run_string(host, prelude, "=prelude", false);
}

/* What is loaded and made at its first use. */
static int sweep_first(const char *folder, long stride, long *failed)
{
    long n, met = 0;
    int how;
    for (how = 0; how < MODES; how++)
        for (n = 1;; n += stride) {
            lunula_host *host = create();
            lunula_status status;
            int reached;
            if (host == NULL)
                return 1;
            arm(n, how);
            status = run_prelude(host, folder);
            reached = calls >= n;
            disarm();
            if (!is_expected(host, status, true) || run_prelude(host, folder) != LUNULA_OK || !is_usable(host)) {
                printf("a first script, allocation %ld%s: status %d: %s\n", n, mode_names[how], status,
                       lunula_host_message(host));
                return 1;
            }
            lunula_host_free(host);
            if (blocks != 0 || bytes != 0) {
                printf("a first script, allocation %ld%s: %ld blocks, %ld bytes lost\n", n, mode_names[how], blocks, bytes);
                return 1;
            }
            if (!reached)
                break;
            met++;
        }
    printf("a first script: %ld\n", met);
    *failed += met;
    return 0;
}

int main(int argc, char **argv)
{
    long failed = 0, stride, load_stride;
    size_t w;
    lunula_host *host;
    if (argc != 4)
        return 2;
    stride = atol(argv[2]);
    load_stride = atol(argv[3]);
    if (sweep_creation(load_stride, &failed) != 0 || sweep_first(argv[1], 5 * load_stride, &failed) != 0)
        return 1;
    host = create();
    if (host == NULL || run_prelude(host, argv[1]) != LUNULA_OK) {
        printf("%s\n", host == NULL ? "no host" : lunula_host_message(host));
        return 1;
    }
    for (w = 0; w < sizeof works / sizeof *works; w++) {
        if (work(host, (int)w) != LUNULA_OK || !is_usable(host)) {
            printf("%s: %s\n", works[w].name, lunula_host_message(host));
            return 1;
        }
        if (sweep_work(host, (int)w, stride, &failed) != 0)
            return 1;
    }
    lunula_host_free(host);
    if (blocks != 0 || bytes != 0) {
        printf("%ld blocks, %ld bytes lost\n", blocks, bytes);
        return 1;
    }
    printf("%ld allocations failed\nok\n", failed);
    return 0;
}
