package io.mmdino;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The arrows between packages, of both modules: data flows one way, without cycles. */
@AnalyzeClasses(packages = "io.mmdino", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] PREPROCESSING = {
        "io.mmdino.settings..",
        "io.mmdino.storage..",
        "io.mmdino.disk..",
        "io.mmdino.claim..",
        "io.mmdino.spill..",
        "io.mmdino.volume..",
        "io.mmdino.slice..",
        "io.mmdino.dicom..",
        "io.mmdino.shard..",
        "io.mmdino.manifest..",
        "io.mmdino.archive..",
        "io.mmdino.privacy..",
        "io.mmdino.survey..",
        "io.mmdino.study..",
        "io.mmdino.ingest..",
        "io.mmdino.phantom.."
    };

    private static final String[] NUMERIC = {
        "io.mmdino.kernel..",
        "io.mmdino.vit..",
        "io.mmdino.crop..",
        "io.mmdino.ssl..",
        "io.mmdino.optim..",
        "io.mmdino.checkpoint.."
    };

    private static final String PARAMETER_SERVER = "io.mmdino.average.server..";

    private static final String BASELINE = "io.mmdino.baseline..";

    @ArchTest
    void bothModulesAreLookedAt(JavaClasses all) {
        assertThat(all.containPackage("io.mmdino.shard")).isTrue();
        assertThat(all.containPackage("io.mmdino.kernel")).isTrue();
    }

    @ArchTest
    static final ArchRule kernelsKnowNothingOfTheProject =
            classesOf("kernel").mayUse("kernel", "kernel.onednn", "kernel.cuda");

    @ArchTest
    static final ArchRule aGpusKernelsAreABackend = classesOf("kernel.cuda").mayUse("kernel", "kernel.cuda");

    @ArchTest
    static final ArchRule oneDnnKnowsAddressesAlone = classesOf("kernel.onednn").mayUse("kernel.onednn");

    @ArchTest
    static final ArchRule backbonesAreMadeOfKernels = classesOf("vit").mayUse("vit", "kernel", "settings");

    @ArchTest
    static final ArchRule cropsAreMadeOfWindows = classesOf("crop").mayUse("crop", "shard", "settings");

    @ArchTest
    static final ArchRule selfSupervisionStandsOnBackbonesAndCrops =
            classesOf("ssl").mayUse("ssl", "crop", "vit", "kernel", "settings");

    @ArchTest
    static final ArchRule optimisersStepParametersAndKnowNoLoss =
            classesOf("optim").mayUse("optim", "vit", "kernel", "settings");

    @ArchTest
    static final ArchRule checkpointsHoldParametersAndKnowNoTraining =
            classesOf("checkpoint").mayUse("checkpoint", "optim", "vit", "kernel", "disk");

    @ArchTest
    static final ArchRule whatAllSettingsShareKnowsNoSettings =
            classesOf("settings").mayUse("settings");

    @ArchTest
    static final ArchRule storageKnowsNothingOfTheProject = classesOf("storage").mayUse("storage");

    @ArchTest
    static final ArchRule disksKnowStorageAlone = classesOf("disk").mayUse("disk", "storage");

    @ArchTest
    static final ArchRule claimsKnowDisksAndStoresAlone = classesOf("claim").mayUse("claim", "disk", "storage");

    @ArchTest
    static final ArchRule sortingKnowsDisksAlone = classesOf("spill").mayUse("spill", "disk", "storage");

    @ArchTest
    static final ArchRule volumesKnowNothingOfTheProject = classesOf("volume").mayUse("volume", "settings");

    @ArchTest
    static final ArchRule slicesAreCutFromVolumes = classesOf("slice").mayUse("slice", "volume");

    @ArchTest
    static final ArchRule dicomBecomesVolumesAndKnowsNothingElse =
            classesOf("dicom").mayUse("dicom", "volume", "disk");

    @ArchTest
    static final ArchRule codecsKnowFramesAlone = classesOf("dicom.codec").mayUse("dicom.codec");

    @ArchTest
    static final ArchRule headersAreReadWithoutRulesOfSequences = noClasses()
            .that()
            .resideInAPackage("io.mmdino.dicom")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.mmdino.dicom.rules..");

    @ArchTest
    static final ArchRule archivesAreNamesAndTables =
            classesOf("archive").mayUse("archive", "shard", "disk", "storage");

    @ArchTest
    static final ArchRule aSurveyPlansNothing = noClasses()
            .that()
            .resideInAnyPackage("io.mmdino.survey..", "io.mmdino.study..", "io.mmdino.privacy..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.mmdino.ingest..");

    /** Only file systems from {@code Storage} repeat what a store has failed to do for a moment. */
    @ArchTest
    static final ArchRule fileSystemsAreReachedThroughStorage = noClasses()
            .that()
            .resideOutsideOfPackage("io.mmdino.storage..")
            .should()
            .accessTargetWhere(target(owner(assignableTo(Path.class)))
                    .and(target(name("getFileSystem")))
                    .or(target(owner(assignableTo(FileSystem.class)))
                            .and(target(nameMatching("get|getLocal|newInstance")))));

    @ArchTest
    static final ArchRule parquetFilesAreOpenedByStorage = noClasses()
            .that()
            .resideOutsideOfPackage("io.mmdino.storage..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("org\\.apache\\.parquet\\.hadoop\\.(ParquetReader.Builder|util\\.HadoopInputFile)");

    /** Shards are parsed in memory, after their bytes have been read by storage and compared with the index. */
    @ArchTest
    static final ArchRule parquetIsParsedByStorageAndShardsOnly = noClasses()
            .that()
            .resideOutsideOfPackages("io.mmdino.storage..", "io.mmdino.shard..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("org\\.apache\\.parquet\\.hadoop\\.ParquetFileReader");

    /** AtomicFile needs a FileContext, because FileSystem.rename does not replace a file on HDFS in one step. */
    @ArchTest
    static final ArchRule onlyAtomicFilesNeedAFileContext = noClasses()
            .that()
            .doNotHaveSimpleName("AtomicFile")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(FileContext.class);

    @ArchTest
    static final ArchRule theNumericCoreRunsWithoutSpark = noClasses()
            .that()
            .resideInAnyPackage(NUMERIC)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "org.apache.parquet..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyKernelsNameTheMachine = noClasses()
            .that()
            .resideOutsideOfPackages("io.mmdino.kernel..", PARAMETER_SERVER, BASELINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..", "jdk.incubator..");

    /** ND4J's parameter server takes arrays as the bodies of its messages, and nothing else of ND4J is used there. */
    @ArchTest
    static final ArchRule theParameterServerNamesArraysAndNoArithmetic = noClasses()
            .that()
            .resideInAPackage(PARAMETER_SERVER)
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.nd4j.linalg..", "org.bytedeco..", "jdk.incubator..")
                    .and(not(belongToAnyOf(INDArray.class, Nd4j.class))));

    @ArchTest
    static final ArchRule onlyTheBaselineNamesDeeplearning4j = noClasses()
            .that()
            .resideOutsideOfPackage(BASELINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.deeplearning4j..", "org.nd4j.linalg.dataset..");

    /** The baseline may use ND4J's arrays and data sets, but no native code and no backend. */
    @ArchTest
    static final ArchRule theBaselineNamesNoMachine = noClasses()
            .that()
            .resideInAPackage(BASELINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco..", "jdk.incubator..", "org.nd4j.nativeblas..", "org.nd4j.linalg.cpu..");

    @ArchTest
    static final ArchRule nothingButCommandsAndSettingsUsesTheBaseline = noClasses()
            .that()
            .resideOutsideOfPackages(BASELINE, "io.mmdino.config..", "io.mmdino.run..", "io.mmdino.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASELINE);

    @ArchTest
    static final ArchRule onlyTheParameterServerNamesAeron = noClasses()
            .that()
            .resideOutsideOfPackage(PARAMETER_SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.aeron..", "org.agrona..", "org.nd4j.aeron..", "org.nd4j.parameterserver..");

    @ArchTest
    static final ArchRule trainingAndEvaluationSeeOnlyShardsDisksAndChecksOfPreprocessing = noClasses()
            .that()
            .resideInAnyPackage("io.mmdino.train..", "io.mmdino.evaluate..", BASELINE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(PREPROCESSING)
                    .and(resideOutsideOfPackages("io.mmdino.shard..", "io.mmdino.disk..", "io.mmdino.settings..")))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule preprocessingStandsAlone = noClasses()
            .that()
            .resideInAnyPackage(PREPROCESSING)
            .should()
            .dependOnClassesThat(resideInAPackage("io.mmdino..").and(resideOutsideOfPackages(PREPROCESSING)));

    @ArchTest
    static final ArchRule calibrationIsArithmeticOnPredictions =
            classesOf("calibrate").mayUse("calibrate", "evaluate", "disk");

    @ArchTest
    static final ArchRule gatesJudgePredictionsAndRunNoModel =
            classesOf("gate").mayUse("gate", "evaluate", "manifest", "shard", "disk", "settings", "storage");

    @ArchTest
    static final ArchRule registriesKnowFilesAndNoModel = classesOf("registry").mayUse("registry", "disk", "storage");

    @ArchTest
    static final ArchRule driftIsArithmeticOnProfilesAndFeatures =
            classesOf("drift").mayUse("drift", "evaluate", "disk", "settings", "shard");

    @ArchTest
    static final ArchRule onlyIngestOfPreprocessingRunsOnSpark = noClasses()
            .that(resideInAnyPackage(PREPROCESSING).and(resideOutsideOfPackages("io.mmdino.ingest..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.spark..");

    /** Packages that need all settings stand above config; every other package has a settings record of its own. */
    @ArchTest
    static final ArchRule onlyRunsJobsAndCommandsKnowAllSettings = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.mmdino.config..",
                    "io.mmdino.run..",
                    "io.mmdino.job..",
                    "io.mmdino.inference..",
                    "io.mmdino.terminal..",
                    "io.mmdino.bench..",
                    "io.mmdino.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.mmdino.config..");

    @ArchTest
    static final ArchRule nothingCallsTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("io.mmdino.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.mmdino.cli..");

    /** The arithmetic of a piece of inference, which its stage carries to executors. */
    @ArchTest
    static final ArchRule aPieceOfInferenceKnowsNoSpark = noClasses()
            .that()
            .haveNameMatching(
                    "io\\.mmdino\\.inference\\.(PieceWork|PieceRows|PieceOrder|ExecutorModels?|ModelWeights).*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.spark..");

    @ArchTest
    static final ArchRule aRunKnowsNoJob = noClasses()
            .that()
            .resideInAPackage("io.mmdino.run..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.mmdino.job..", "io.mmdino.cluster..", "io.mmdino.terminal..");

    @ArchTest
    static final ArchRule onlyTheCommandLineHasBenches = noClasses()
            .that()
            .resideOutsideOfPackages("io.mmdino.bench..", "io.mmdino.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.mmdino.bench..");

    /** A task would need the command line, and with it all of the program, on executors. */
    @ArchTest
    static final ArchRule noCommandIsATaskOfSpark = noClasses()
            .that()
            .resideInAPackage("io.mmdino.cli..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "org.apache.spark.api.java.function..", "org.apache.spark.broadcast..", "scala..")
                    .or(assignableTo(TaskContext.class)));

    @ArchTest
    static final ArchRule noCyclesBetweenPackages =
            slices().matching("io.mmdino.(**)").should().beFreeOfCycles();

    private static Arrow classesOf(String name) {
        return new Arrow("io.mmdino." + name + "..");
    }

    private record Arrow(String from) {

        ArchRule mayUse(String... names) {
            String[] allowed = new String[names.length];
            for (int i = 0; i < names.length; i++) {
                allowed[i] = "io.mmdino." + names[i] + "..";
            }
            return classes()
                    .that()
                    .resideInAPackage(from)
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(resideOutsideOfPackages("io.mmdino..")))
                    .allowEmptyShould(true);
        }
    }
}
