/* Asks an export with TensorFlow's C++ loader alone, as TensorFlow Serving does.

   loader FOLDER INPUT TEXT SCORE VALID < rows

   Names are of tensors, such as "ask_text:0". On standard input stands each row as
   its number of bytes, uint32, and these bytes. It prints for each row
   "<score> <valid> <number of bytes> <bytes>\n". */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensorflow/c/c_api.h"
#include "tensorflow/c/tf_tstring.h"

enum { MOST_ROWS = 4096, OUTPUTS = 3 };

static void stop(const char *reason) {
  fprintf(stderr, "%s\n", reason);
  exit(1);
}

static void check(const TF_Status *status) {
  if (TF_GetCode(status) != TF_OK) stop(TF_Message(status));
}

/* Splits "name:index" and finds it. */
static TF_Output find(TF_Graph *graph, const char *tensor) {
  char name[256];
  TF_Output found = {NULL, 0};
  if (sscanf(tensor, "%255[^:]:%d", name, &found.index) != 2) stop(tensor);
  found.oper = TF_GraphOperationByName(graph, name);
  if (!found.oper) stop(name);
  return found;
}

static TF_Tensor *read_rows(void) {
  static TF_TString rows[MOST_ROWS];
  int64_t count = 0;
  for (uint32_t size; fread(&size, sizeof size, 1, stdin); ++count) {
    char *bytes = malloc(size + 1);
    if (count == MOST_ROWS || !bytes) stop("too much");
    if (fread(bytes, 1, size, stdin) != size) stop("the rows are cut off");
    TF_StringInit(&rows[count]);
    TF_StringCopy(&rows[count], bytes, size);
    free(bytes);
  }
  size_t size = (size_t)count * sizeof(TF_TString);
  TF_Tensor *tensor = TF_AllocateTensor(TF_STRING, &count, 1, size);
  memcpy(TF_TensorData(tensor), rows, size);
  return tensor;
}

int main(int count, char **words) {
  if (count != 6) stop("loader FOLDER INPUT TEXT SCORE VALID < rows");
  TF_Status *status = TF_NewStatus();
  TF_Graph *graph = TF_NewGraph();
  TF_SessionOptions *options = TF_NewSessionOptions();
  const char *tags[] = {"serve"};
  TF_Session *session = TF_LoadSessionFromSavedModel(options, NULL, words[1], tags, 1,
                                                     graph, NULL, status);
  check(status);

  TF_Output input = find(graph, words[2]);
  TF_Output fetched[OUTPUTS];
  for (int i = 0; i < OUTPUTS; ++i) fetched[i] = find(graph, words[3 + i]);
  TF_Tensor *rows = read_rows();
  TF_Tensor *answers[OUTPUTS];
  TF_SessionRun(session, NULL, &input, &rows, 1, fetched, answers, OUTPUTS, NULL, 0,
                NULL, status);
  check(status);

  const TF_TString *texts = TF_TensorData(answers[0]);
  const float *scores = TF_TensorData(answers[1]);
  const unsigned char *valid = TF_TensorData(answers[2]);
  for (int64_t row = 0; row < TF_Dim(answers[0], 0); ++row) {
    size_t size = TF_StringGetSize(&texts[row]);
    printf("%.9g %d %zu ", scores[row], valid[row], size);
    fwrite(TF_StringGetDataPointer(&texts[row]), 1, size, stdout);
    putchar('\n');
  }

  for (int i = 0; i < OUTPUTS; ++i) TF_DeleteTensor(answers[i]);
  TF_DeleteTensor(rows);
  TF_CloseSession(session, status);
  check(status);
  TF_DeleteSession(session, status);
  TF_DeleteSessionOptions(options);
  TF_DeleteGraph(graph);
  TF_DeleteStatus(status);
  return 0;
}
