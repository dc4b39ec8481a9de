package org.vitrine.app.view.shell;

import org.vitrine.app.detect.Detection;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.host.HostFiles;
import org.vitrine.app.model.host.HostMeter;
import org.vitrine.app.model.library.MachineCreation;
import org.vitrine.app.model.library.MachineEdits;
import org.vitrine.app.model.library.MachineLibrary;
import org.vitrine.app.model.library.MachineSnapshots;
import org.vitrine.app.model.library.MachinesFolder;
import org.vitrine.app.model.library.SessionAutostart;
import org.vitrine.app.model.library.StartMachine;
import org.vitrine.app.model.library.Trash;
import org.vitrine.app.model.library.WorkList;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.view.desk.MachineTools;
import org.vitrine.app.view.library.LibraryModels;
import org.vitrine.app.viewmodel.NetworkFailures;
import org.vitrine.app.viewmodel.NoticeBoard;
import org.vitrine.app.viewmodel.create.CreateViewModel;
import org.vitrine.app.viewmodel.create.DiscDetector;
import org.vitrine.app.viewmodel.create.MachineMaker;
import org.vitrine.app.viewmodel.create.SourceReader;
import org.vitrine.app.viewmodel.create.StoredMachineMaker;
import org.vitrine.app.viewmodel.create.SystemDetector;
import org.vitrine.app.viewmodel.library.DisposableEnds;
import org.vitrine.app.viewmodel.library.HostUsageViewModel;
import org.vitrine.app.viewmodel.library.HostViewModel;
import org.vitrine.app.viewmodel.library.LibraryActions;
import org.vitrine.app.viewmodel.library.LibraryViewModel;
import org.vitrine.app.viewmodel.library.StoredMachineDeeds;
import org.vitrine.app.viewmodel.tasks.TasksViewModel;

/** Puts the library's model and view-models together. */
final class LibrarySetup {
    private LibrarySetup() {}

    /** Opens the machines on disk. Reads all of them: not for the JavaFX thread. */
    static MachineTools open(Foundation base) throws Refusal, InterruptedException {
        MachineLibrary library =
                MachineLibrary.open(new MachinesFolder(base.settings(), base.folders()).open(), base.machines());
        SessionAutostart.ofUser(base.folders()).follow(library);
        return new MachineTools(
                library,
                new MachineCreation(library, base.host()),
                new StartMachine(library, base.host()),
                new MachineEdits(library, base.host()),
                new Trash(library, base.folders().trash()),
                new WorkList());
    }

    static LibraryModels models(Desk desk, MachineTools tools) {
        MachineMaker maker = new StoredMachineMaker(tools.library(), tools.creation(), desk.host(), tools.works());
        SystemDetector detector = new DiscDetector(new Detection(Detection.OSINFO), maker::limits);
        NoticeBoard notices = new NoticeBoard();
        LibraryViewModel library = new LibraryViewModel(desk.settings(), desk.threads());
        library.follow(tools.library());
        library.follow(desk.machines(), uuid -> tools.library().machine(uuid).isPresent());
        DisposableEnds.follow(tools.library(), desk.threads(), notices::tell);
        var unused = NetworkFailures.follow(tools.library(), uuid -> true, desk.threads(), notices::tell);
        StoredMachineDeeds deeds = new StoredMachineDeeds(
                tools.starter(), tools.edits(), tools.trash(), new MachineSnapshots(tools.library()), tools.works());
        return new LibraryModels(
                library,
                new LibraryActions(deeds, desk.threads(), notices::tell),
                new HostViewModel(desk.host(), desk.threads()),
                new HostUsageViewModel(
                        new HostMeter(HostFiles.ofThisHost(), tools.library().root()), desk.threads()),
                new TasksViewModel(tools.works(), desk.threads(), notices::tell),
                new CreateViewModel(new SourceReader(detector), maker, desk.threads()),
                notices);
    }
}
