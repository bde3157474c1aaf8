package io.mmdino.ssl;

/** One lane's shares of the losses, each already weighted to be a summand of the batch's figure. */
final class LossSums {
    double dinoLocal;
    double dinoGlobal;
    double ibot;
    double labelled;
    int correctLocal;
    int correctGlobal;

    void add(LossSums other) {
        dinoLocal += other.dinoLocal;
        dinoGlobal += other.dinoGlobal;
        ibot += other.ibot;
        labelled += other.labelled;
        correctLocal += other.correctLocal;
        correctGlobal += other.correctGlobal;
    }
}
