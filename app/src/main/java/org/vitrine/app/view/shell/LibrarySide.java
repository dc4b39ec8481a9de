package org.vitrine.app.view.shell;

import org.vitrine.app.view.desk.MachineTools;
import org.vitrine.app.view.library.LibraryModels;

/** What windows need that can show the library, and not only a console. */
record LibrarySide(MachineTools tools, LibraryModels models) {}
