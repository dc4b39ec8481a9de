/** Floor 4: the facts of a board as a record. */
package org.vitrine.engine.board;
