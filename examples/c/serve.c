/* Serves predictions of one model from several threads: serve [model.keras].
 *
 *     cc serve.c -o serve $(pkg-config --cflags --libs lunula) -pthread
 *
 * A host, like every runtime, belongs to one thread at a time. What threads share is the compiled model: it is read alone, and each thread makes a
 * copy for a runtime of its own. A copy is small: the weights in it are the model's own, not copied. From there on threads need neither Lua nor a
 * lock. Here each takes the next request that nobody has taken, and at the end the answers are compared with the model's. */
#include <lunula.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, REQUESTS = 1000, FEATURES = 4, ANSWERS = 3 };

/* What is served when no file is named. */
static const char script[] = "local keras = require 'lunula'\n"
                             "keras.utils.set_random_seed(1)\n"
                             "return keras.Sequential {\n"
                             "  keras.Input { shape = { 4 } },\n"
                             "  keras.layers.Dense { 32, activation = 'relu' },\n"
                             "  keras.layers.Dense { 3, activation = 'softmax' },\n"
                             "}\n";

static float questions[REQUESTS][FEATURES], answers[REQUESTS][ANSWERS];

typedef struct service {
    const lunula_graph *model; /* read by all */
    pthread_mutex_t lock;      /* of what follows */
    int next;
    bool failed;
} service;

/* The next request, or -1 after the last. */
static int take(service *s)
{
    int request;
    pthread_mutex_lock(&s->lock);
    request = s->next < REQUESTS ? s->next++ : -1;
    pthread_mutex_unlock(&s->lock);
    return request;
}

/* Answers one request: a tensor over its memory goes in, a tensor with the result comes out. */
static lunula_status answer(lunula_runtime *runtime, lunula_graph *model, int request)
{
    const int64_t shape[] = { 1, FEATURES };
    lunula_tensor *x, *y;
    lunula_status status = lunula_tensor_wrap(runtime, LUNULA_FLOAT32, 2, shape, questions[request], NULL, NULL, &x);
    if (status != LUNULA_OK)
        return status;
    status = lunula_graph_run(runtime, model, &x, 1, &y);
    lunula_tensor_release(x);
    if (status != LUNULA_OK)
        return status;
    status = lunula_tensor_read(runtime, y, LUNULA_FLOAT32, answers[request], sizeof answers[request]);
    lunula_tensor_release(y);
    return status;
}

/* A thread: its runtime, its copy of the model, requests until there are none. */
static void *serve(void *user)
{
    const lunula_options options = { .threads = 1 }; /* the threads are ours: none of Lunula's beside them */
    service *s = user;
    lunula_graph *model = NULL;
    lunula_runtime *runtime = lunula_create(&options);
    lunula_status status = runtime == NULL ? LUNULA_ERROR_MEMORY : lunula_graph_copy(runtime, s->model, &model);
    int request;
    while (status == LUNULA_OK && (request = take(s)) >= 0)
        status = answer(runtime, model, request);
    if (status != LUNULA_OK) {
        pthread_mutex_lock(&s->lock);
        s->failed = true;
        fprintf(stderr, "serving: %s\n", runtime == NULL ? "out of memory" : lunula_message(runtime));
        pthread_mutex_unlock(&s->lock);
    }
    lunula_graph_free(model);
    lunula_free(runtime);
    return NULL;
}

/* Runs the service; whether all went well. */
static bool run(const lunula_graph *model)
{
    service s = { .model = model };
    pthread_t threads[THREADS];
    int i, started = 0;
    pthread_mutex_init(&s.lock, NULL);
    while (started < THREADS && pthread_create(&threads[started], NULL, serve, &s) == 0)
        started++;
    for (i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&s.lock);
    return started > 0 && !s.failed;
}

/* The largest difference between the answers and what the model itself gives. */
static lunula_status compare(lunula_host *host, lunula_object *model, double *largest)
{
    const int64_t x_shape[] = { REQUESTS, FEATURES }, y_shape[] = { REQUESTS, ANSWERS };
    lunula_runtime *runtime = lunula_host_runtime(host);
    lunula_arg arguments[3] = { { .kind = LUNULA_OBJECT, .as.object = model }, { .kind = LUNULA_NONE }, { .kind = LUNULA_NONE } };
    lunula_arg result;
    lunula_status status =
        lunula_tensor_wrap(runtime, LUNULA_FLOAT32, 2, x_shape, questions, NULL, NULL, &arguments[1].as.tensor);
    if (status != LUNULA_OK)
        return status;
    arguments[1].kind = LUNULA_TENSOR;
    status = lunula_tensor_wrap(runtime, LUNULA_FLOAT32, 2, y_shape, answers, NULL, NULL, &arguments[2].as.tensor);
    if (status == LUNULA_OK) {
        arguments[2].kind = LUNULA_TENSOR;
        status = lunula_host_evaluate(host,
                                      "local ops, model, x, y = require('lunula').ops, ...\n"
                                      "return ops.max(ops.abs(model:predict(x, { verbose = 0 }) - y)):item()",
                                      "=compare", arguments, 3, &result, 1, NULL);
        lunula_tensor_release(arguments[2].as.tensor);
    }
    lunula_tensor_release(arguments[1].as.tensor);
    if (status == LUNULA_OK)
        *largest = result.as.f;
    return status;
}

static int fail(lunula_host *host)
{
    fprintf(stderr, "%s\n", host == NULL ? "out of memory" : lunula_host_message(host));
    lunula_host_free(host);
    return 1;
}

int main(int argc, char **argv)
{
    const int64_t shape[] = { 1, FEATURES }; /* one request at a time; a batch of another size is another graph */
    lunula_arg value;
    lunula_graph *graph;
    lunula_status status;
    double largest;
    bool served;
    int i, k;
    lunula_host *host = lunula_host_create(NULL);
    if (host == NULL || lunula_host_message(host)[0] != '\0')
        return fail(host);
    value.kind = LUNULA_OBJECT;
    status = argc > 1 ? lunula_host_load_model(host, argv[1], &value.as.object)
                      : lunula_host_evaluate(host, script, "=model", NULL, 0, &value, 1, NULL);
    if (status != LUNULA_OK || lunula_object_compile(value.as.object, LUNULA_FLOAT32, 2, shape, &graph) != LUNULA_OK)
        return fail(host);
    for (i = 0; i < REQUESTS; i++)
        for (k = 0; k < FEATURES; k++)
            questions[i][k] = (float)((i * (k + 3)) % 17) / 17;
    served = run(graph);
    lunula_graph_free(graph);
    if (!served || compare(host, value.as.object, &largest) != LUNULA_OK)
        return fail(host);
    printf("%d answers from %d threads, as the model's own: %s\n", REQUESTS, THREADS, largest < 1e-6 ? "yes" : "no");
    lunula_results_free(host, &value, 1);
    lunula_host_free(host);
    return 0;
}
